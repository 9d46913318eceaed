package dev.vane.storage.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteOptions;
import dev.vane.storage.delta.schema.ArrowToDelta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes every Arrow type and reads it back, and holds the page about it to what came out. Run with
 * {@code -Dvane.docs.update=true} to write the page anew.
 */
class TypesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "types-delta.md");
  private static final int ROWS = 3;

  private static Field field(ArrowType type, Field... children) {
    return new Field("c", FieldType.nullable(type), List.of(children));
  }

  private static Field named(String name, ArrowType type) {
    return new Field(name, FieldType.nullable(type), List.of());
  }

  private static final ArrowType INT32 = new ArrowType.Int(32, true);
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;

  private static Field map() {
    return field(
        new ArrowType.Map(false),
        new Field(
            "entries",
            FieldType.notNullable(ArrowType.Struct.INSTANCE),
            List.of(
                new Field("key", FieldType.notNullable(TEXT), List.of()), named("value", INT32))));
  }

  private static List<Field> cases() {
    List<Field> cases = new ArrayList<>();
    cases.add(field(ArrowType.Bool.INSTANCE));
    for (boolean signed : List.of(true, false)) {
      IntStream.of(8, 16, 32, 64)
          .forEach(bits -> cases.add(field(new ArrowType.Int(bits, signed))));
    }
    for (FloatingPointPrecision precision : FloatingPointPrecision.values()) {
      cases.add(field(new ArrowType.FloatingPoint(precision)));
    }
    cases.add(field(new ArrowType.Decimal(9, 2, 128)));
    cases.add(field(new ArrowType.Decimal(38, 10, 128)));
    cases.add(field(new ArrowType.Decimal(38, 10, 256)));
    cases.add(field(TEXT));
    cases.add(field(ArrowType.LargeUtf8.INSTANCE));
    cases.add(field(ArrowType.Binary.INSTANCE));
    cases.add(field(ArrowType.LargeBinary.INSTANCE));
    cases.add(field(new ArrowType.FixedSizeBinary(4)));
    cases.add(field(new ArrowType.Date(DateUnit.DAY)));
    cases.add(field(new ArrowType.Date(DateUnit.MILLISECOND)));
    for (String zone : List.of("UTC", "Europe/Berlin")) {
      cases.add(field(new ArrowType.Timestamp(TimeUnit.MICROSECOND, zone)));
    }
    for (TimeUnit unit : TimeUnit.values()) {
      cases.add(field(new ArrowType.Timestamp(unit, null)));
      if (unit != TimeUnit.MICROSECOND) {
        cases.add(field(new ArrowType.Timestamp(unit, "UTC")));
      }
    }
    cases.add(field(new ArrowType.Time(TimeUnit.MICROSECOND, 64)));
    cases.add(field(new ArrowType.Duration(TimeUnit.MICROSECOND)));
    cases.add(field(new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO)));
    cases.add(field(ArrowType.List.INSTANCE, named("item", INT32)));
    cases.add(field(ArrowType.LargeList.INSTANCE, named("item", INT32)));
    cases.add(field(new ArrowType.FixedSizeList(2), named("item", INT32)));
    cases.add(field(ArrowType.Struct.INSTANCE, named("x", INT32), named("y", TEXT)));
    cases.add(map());
    cases.add(field(ArrowType.Null.INSTANCE));
    cases.add(field(new ArrowType.Union(UnionMode.Sparse, new int[] {0}), named("x", INT32)));
    return cases;
  }

  @Test
  void everyTypeComesBackOrIsRefusedAsThePageSays(@TempDir Path temporary) throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Arrow types in Delta tables

            What becomes of a column on its way into a Delta table and back. Dictionary-encoded
            columns are stored as the type of their values. What is refused is refused before the
            first row. This page is written by a test.

            Two types are checked by value as well, because a type cannot be refused for a value
            that nobody has seen yet: a `date64` must be a whole day, and a timestamp in seconds
            or milliseconds must lie within what microseconds count (the years 290309 BC to
            294247). Each batch is looked through before any of it is taken; one with such a value
            ends its stream with `VALUE_REFUSED`, the column and the row, and nothing of the
            stream is kept.

            | Arrow type | Delta type | read back as |
            |---|---|---|
            """);
    try (DeltaHouse house = new DeltaHouse(temporary)) {
      List<Field> cases = cases();
      for (int index = 0; index < cases.size(); index++) {
        page.append(line(house, "t" + index, cases.get(index)));
      }
    }
    if (Boolean.getBoolean("vane.docs.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).hasContent(page.toString());
  }

  private static String line(DeltaHouse house, String table, Field field) {
    Schema schema = new Schema(List.of(field));
    Throwable refusal =
        catchThrowable(
            () ->
                house
                    .storage
                    .openWriter(DeltaHouse.table(table), schema, WriteOptions.append())
                    .close());
    if (refusal instanceof VaneException refused) {
      assertThat(refused.code()).isEqualTo(ErrorCode.TYPE_UNSUPPORTED);
      String reason = refused.text().substring(refused.text().lastIndexOf(": ") + 2);
      return "| %s | refused | %s |%n".formatted(name(field), reason);
    }
    assertThat(refusal).isNull();
    VectorSchemaRoot batch = VectorSchemaRoot.create(schema, house.allocator);
    batch.allocateNew();
    fill(batch.getVector(0));
    batch.setRowCount(ROWS);
    List<String> written = texts(batch.getVector(0));
    house.write(
        DeltaHouse.table(table),
        batch,
        new DictionaryProvider.MapDictionaryProvider(),
        WriteOptions.append());
    try (ReadSession session = house.engine.openSession()) {
      TableSnapshot snapshot =
          house.storage.snapshot(DeltaHouse.table(table), AsOf.LATEST, session).orElseThrow();
      String query = "SELECT * FROM " + snapshot.relation(List.of()).sql();
      try (QueryResult result = session.execute(SqlQuery.of(query), QueryLimits.none())) {
        assertThat(result.next()).isTrue();
        assertThat(texts(result.batch().getVector(0))).as(field.toString()).isEqualTo(written);
      }
      String back = name(snapshot.schema().getFields().get(0));
      String delta = ArrowToDelta.schema(schema).fields().get(0).type().describe();
      return "| %s | `%s` | %s |%n"
          .formatted(name(field), delta, back.equals(name(field)) ? "the same" : back);
    }
  }

  private static String name(Field field) {
    String children =
        field.getChildren().isEmpty()
            ? ""
            : "<"
                + String.join(
                    ", ",
                    field.getChildren().stream()
                        .map(child -> child.getType().toString().replace("|", "/"))
                        .toList())
                + ">";
    return "`" + field.getType() + children + "`";
  }

  /** Two values, or lists, and a NULL between them. */
  private static void fill(FieldVector vector) {
    vector.setNull(1);
    put(vector, (each, row) -> setPlain(each, row, row == 0 ? 1 : 100));
    vector.setValueCount(ROWS);
  }

  private static void put(FieldVector vector, BiConsumer<FieldVector, Integer> plain) {
    for (int row : new int[] {0, 2}) {
      if (vector instanceof MapVector map) {
        int start = map.startNewValue(row);
        StructVector entries = (StructVector) map.getDataVector();
        entries.setIndexDefined(start);
        plain.accept(entries.getChild("key", FieldVector.class), start);
        plain.accept(entries.getChild("value", FieldVector.class), start);
        map.endValue(row, 1);
      } else if (vector instanceof ListVector list) {
        int start = list.startNewValue(row);
        plain.accept(list.getDataVector(), start);
        list.endValue(row, 1);
      } else if (vector instanceof LargeListVector list) {
        long start = list.startNewValue(row);
        plain.accept(list.getDataVector(), (int) start);
        list.endValue(row, 1);
      } else if (vector instanceof FixedSizeListVector list) {
        int start = list.startNewValue(row);
        plain.accept(list.getDataVector(), start);
        plain.accept(list.getDataVector(), start + 1);
      } else if (vector instanceof StructVector struct) {
        struct.setIndexDefined(row);
        struct.getChildrenFromFields().forEach(child -> plain.accept(child, row));
      } else {
        plain.accept(vector, row);
      }
    }
  }

  private static void setPlain(FieldVector vector, int row, int value) {
    byte[] bytes = ("ü" + value + "xxxx").substring(0, 3).getBytes(StandardCharsets.UTF_8);
    if (vector instanceof BitVector typed) {
      typed.setSafe(row, value % 2);
    } else if (vector instanceof TinyIntVector typed) {
      typed.setSafe(row, -value);
    } else if (vector instanceof SmallIntVector typed) {
      typed.setSafe(row, Short.MIN_VALUE + value);
    } else if (vector instanceof IntVector typed) {
      typed.setSafe(row, Integer.MIN_VALUE + value);
    } else if (vector instanceof BigIntVector typed) {
      typed.setSafe(row, Long.MIN_VALUE + value);
    } else if (vector instanceof UInt1Vector typed) {
      typed.setSafe(row, 0xff - value);
    } else if (vector instanceof UInt2Vector typed) {
      typed.setSafe(row, 0xffff - value);
    } else if (vector instanceof UInt4Vector typed) {
      typed.setSafe(row, value);
    } else if (vector instanceof UInt8Vector typed) {
      typed.setSafe(row, value);
    } else if (vector instanceof Float4Vector typed) {
      typed.setSafe(row, value / 3f);
    } else if (vector instanceof Float8Vector typed) {
      typed.setSafe(row, value / 3d);
    } else if (vector instanceof DecimalVector typed) {
      typed.setSafe(row, value);
    } else if (vector instanceof VarCharVector typed) {
      typed.setSafe(row, bytes);
    } else if (vector instanceof LargeVarCharVector typed) {
      typed.setSafe(row, bytes);
    } else if (vector instanceof VarBinaryVector typed) {
      typed.setSafe(row, bytes);
    } else if (vector instanceof LargeVarBinaryVector typed) {
      typed.setSafe(row, bytes);
    } else if (vector instanceof FixedSizeBinaryVector typed) {
      typed.setSafe(row, bytes);
    } else if (vector instanceof DateDayVector typed) {
      typed.setSafe(row, -value);
    } else if (vector instanceof DateMilliVector typed) {
      typed.setSafe(row, -value * 86_400_000L);
    } else if (vector instanceof TimeStampVector typed) {
      typed.setSafe(row, -value);
    } else {
      throw new IllegalArgumentException("no sample for " + vector.getField());
    }
  }

  /** The values in a form that doesn't depend on the vector's class. */
  private static List<String> texts(FieldVector vector) {
    return IntStream.range(0, vector.getValueCount())
        .mapToObj(row -> vector.isNull(row) ? "null" : text(vector, row))
        .toList();
  }

  private static String text(FieldVector vector, int row) {
    if (vector instanceof BaseIntVector integers) {
      return Long.toString(integers.getValueAsLong(row));
    } else if (vector instanceof DateDayVector dates) {
      return LocalDate.ofEpochDay(dates.get(row)).toString();
    } else if (vector instanceof DateMilliVector dates) {
      return LocalDate.ofEpochDay(dates.get(row) / 86_400_000L).toString();
    } else if (vector instanceof TimeStampVector times) {
      ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
      long perSecond =
          switch (type.getUnit()) {
            case SECOND -> 1;
            case MILLISECOND -> 1_000;
            case MICROSECOND -> 1_000_000;
            case NANOSECOND -> 1_000_000_000;
          };
      long value = times.get(row);
      return Instant.ofEpochSecond(
              Math.floorDiv(value, perSecond),
              Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond))
          .toString();
    }
    Object value = vector.getObject(row);
    return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
  }
}
