package dev.vane.storage.delta;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.DeletionVectorFile;
import dev.vane.storage.delta.log.RowPositions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Removing rows without copying the others: the files stay, and deletion vectors mark which of
 * their rows are gone. Bounds stay bounds but may not be reached any more, which the statistics
 * say.
 */
final class MarkedRows {
  /** Numbers stay as they are written. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final ObjectWriter PLAIN_DECIMALS =
      MAPPER.writer().with(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);

  private MarkedRows() {}

  /** Whether the table wants its rows marked. */
  static boolean isUsed(TableState state) {
    return state.property("delta.enableDeletionVectors", "false").equalsIgnoreCase("true")
        && state.snapshot().protocol().writerFeatures().contains("deletionVectors");
  }

  /**
   * Marks rows; the vectors are on disk on return, all in one file.
   *
   * @param files those that lose some of their rows and not all
   * @return the files with their new vectors
   */
  static List<DataFile> write(
      TableState state, DoomedRows doomed, List<DataFile> files, StagingFolder folder) {
    if (files.isEmpty()) {
      return List.of();
    }
    List<RowPositions> vectors = new ArrayList<>();
    for (DataFile file : files) {
      RowPositions positions = doomed.positions(DataPaths.resolve(state.path(), file));
      for (long deleted : state.snapshot().deletedRows(file)) {
        positions.add(deleted);
      }
      vectors.add(positions);
    }
    UUID id = folder.newDeletionVector();
    List<DataFile.DeletionVector> written;
    try {
      written = DeletionVectorFile.write(state.path(), id, vectors);
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED, "A deletion vector could not be written to disk.", e);
    }
    Path file = state.path().resolve(DeletionVectorFile.name(id));
    folder.store(List.of(file));
    List<DataFile> marked = new ArrayList<>();
    for (int index = 0; index < files.size(); index++) {
      marked.add(marked(files.get(index), written.get(index)));
    }
    return marked;
  }

  private static DataFile marked(DataFile file, DataFile.DeletionVector vector) {
    return new DataFile(
        file.path(),
        file.bytes(),
        file.modificationMillis(),
        file.partitionValues(),
        file.statistics().map(MarkedRows::loose),
        Optional.of(vector),
        file.rowTracking());
  }

  private static String loose(String statistics) {
    try {
      JsonNode json = MAPPER.readTree(statistics);
      return json instanceof ObjectNode object
          ? PLAIN_DECIMALS.writeValueAsString(object.put("tightBounds", false))
          : statistics;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
