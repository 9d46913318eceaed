package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaStorageTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.AutomaticMaintenance;
import dev.vane.spi.maintenance.MaintainedStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoCompactionTest {
  private DeltaHouse house;

  @BeforeEach
  void open(@TempDir Path temporary) {
    house = new DeltaHouse(temporary);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private static WriteOptions compacting(int files) {
    return WriteOptions.append().withOptions(Map.of("auto_compact", Integer.toString(files)));
  }

  /** Closing waits for what follows commits, so the numbers stand. */
  private AutomaticMaintenance closed() {
    MaintainedStorage storage = (MaintainedStorage) house.storage;
    house.reopen();
    return storage.automatic();
  }

  @Test
  void smallFilesAreJoinedBehindACommitWhereTheTableAsksForIt() {
    house.write("t", "SELECT 0::BIGINT AS n", compacting(5));
    for (int n = 1; n < 4; n++) {
      house.append("t", "SELECT %d::BIGINT AS n".formatted(n));
    }
    assertThat(closed().compactions()).isZero();
    house.append("t", "SELECT 4::BIGINT AS n");
    AutomaticMaintenance done = closed();
    assertThat(done.compactions()).isOne();
    assertThat(done.joinedFiles()).isEqualTo(5);
    assertThat(done.failures()).isZero();
    assertThat(house.relation("t").files()).isOne();
    assertThat(house.rows("t")).containsExactly("0", "1", "2", "3", "4");
    assertThat(house.version("t")).isEqualTo(5);
    assertThat(house.commit("t", 5))
        .contains("\"operation\":\"OPTIMIZE\"")
        .contains("\"dataChange\":false")
        .doesNotContain("\"dataChange\":true");
    assertThat(house.query("SELECT count(*) FROM {}", "t", new AsOf.Version(3)))
        .containsExactly("4");
    assertThat(house.commit("t", 0)).contains("\"delta.autoOptimize.autoCompact\":\"true\"");
  }

  @Test
  void itIsOffUnlessAskedForAndCanBeTurnedOnAndOff() {
    for (int n = 0; n < 4; n++) {
      house.append("t", "SELECT %d::BIGINT AS n".formatted(n));
    }
    assertThat(closed()).isEqualTo(new AutomaticMaintenance(0, 0, 0));
    assertThat(house.relation("t").files()).isEqualTo(4);
    house.write("t", "SELECT 4::BIGINT AS n", compacting(3));
    assertThat(closed().joinedFiles()).isEqualTo(5);
    house.write("t", "SELECT 5::BIGINT AS n", compacting(0));
    house.append("t", "SELECT 6::BIGINT AS n");
    house.append("t", "SELECT 7::BIGINT AS n");
    assertThat(closed().compactions()).isZero();
    assertThat(house.relation("t").files()).isEqualTo(4);
    assertThat(house.rowCount("t")).isEqualTo(8);
  }

  @Test
  void partitionsAreLookedAtOneByOne() {
    house.write(
        "t", "SELECT 0::BIGINT AS n, 'a' AS p", compacting(3).withPartitionBy(List.of("p")));
    house.append("t", "SELECT 1::BIGINT AS n, 'b' AS p");
    house.append("t", "SELECT 2::BIGINT AS n, 'a' AS p");
    assertThat(closed().compactions()).isZero();
    house.append("t", "SELECT 3::BIGINT AS n, 'a' AS p");
    assertThat(closed().joinedFiles()).isEqualTo(3);
    assertThat(house.relation("t").files()).isEqualTo(2);
  }

  @Test
  void onlyACountIsTaken() {
    assertRefused(
        () -> house.write("t", "SELECT 1 AS n", compacting(1)),
        ErrorCode.OPTION_UNSUPPORTED,
        "auto_compact",
        "'1'");
  }
}
