package dev.vane.storage.duckdb;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.vector.BaseFixedWidthVector;
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
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ViewVarBinaryVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.impl.UnionMapWriter;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * A type with values that try its ends.
 *
 * @param name the type as the page names it
 * @param fill puts values into a vector of the field and says how many
 */
record TypeCase(String name, Field field, Consumer<FieldVector> fill) {
  private static final int DAYS_OF_YEAR_9999 = 2_932_896;
  private static final long SECONDS_OF_YEAR_9999 = 253_402_300_799L;

  /** Types that are stored. */
  static List<TypeCase> stored() {
    List<TypeCase> cases = new ArrayList<>();
    cases.add(flat("null", ArrowType.Null.INSTANCE, vector -> vector.setValueCount(3)));
    cases.add(
        flat(
            "bool",
            ArrowType.Bool.INSTANCE,
            each((BitVector v, Integer r, Long x) -> v.setSafe(r, x.intValue()), 0, 1)));
    integers(cases);
    floats(cases);
    cases.add(decimal(1, 0));
    cases.add(decimal(9, 2));
    cases.add(decimal(18, 18));
    cases.add(decimal(38, 0));
    cases.add(decimal(38, 38));
    texts(cases);
    times(cases);
    nested(cases);
    extensions(cases);
    return cases;
  }

  /** Types that are refused. */
  static List<TypeCase> refused() {
    Field int32 = Field.nullable("x", new ArrowType.Int(32, true));
    Consumer<FieldVector> nothing = vector -> {};
    return List.of(
        flat("float16", new ArrowType.FloatingPoint(FloatingPointPrecision.HALF), nothing),
        flat("decimal256(50, 3)", new ArrowType.Decimal(50, 3, 256), nothing),
        flat("decimal128(5, -2)", new ArrowType.Decimal(5, -2, 128), nothing),
        flat("duration[s]", new ArrowType.Duration(TimeUnit.SECOND), nothing),
        flat("duration[ms]", new ArrowType.Duration(TimeUnit.MILLISECOND), nothing),
        flat("duration[us]", new ArrowType.Duration(TimeUnit.MICROSECOND), nothing),
        flat("duration[ns]", new ArrowType.Duration(TimeUnit.NANOSECOND), nothing),
        flat("interval[day_time]", new ArrowType.Interval(IntervalUnit.DAY_TIME), nothing),
        flat(
            "interval[month_day_nano]",
            new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO),
            nothing),
        parent("dense union", new ArrowType.Union(UnionMode.Dense, new int[] {0}), nothing, int32),
        parent(
            "sparse union", new ArrowType.Union(UnionMode.Sparse, new int[] {0}), nothing, int32),
        parent("list_view", ArrowType.ListView.INSTANCE, nothing, int32),
        parent("large_list_view", ArrowType.LargeListView.INSTANCE, nothing, int32),
        parent(
            "run_end_encoded",
            ArrowType.RunEndEncoded.INSTANCE,
            nothing,
            Field.notNullable("run_ends", new ArrowType.Int(32, true)),
            Field.nullable("values", new ArrowType.Int(32, true))),
        parent("fixed_size_list of 0", new ArrowType.FixedSizeList(0), nothing, int32),
        parent("struct without fields", ArrowType.Struct.INSTANCE, nothing),
        parent(
            "any of these inside another, as list<float16>",
            ArrowType.List.INSTANCE,
            nothing,
            Field.nullable("x", new ArrowType.FloatingPoint(FloatingPointPrecision.HALF))));
  }

  private static void integers(List<TypeCase> cases) {
    cases.add(
        flat(
            "int8",
            new ArrowType.Int(8, true),
            each(
                (TinyIntVector v, Integer r, Long x) -> v.setSafe(r, x.intValue()),
                Byte.MIN_VALUE,
                0,
                Byte.MAX_VALUE)));
    cases.add(
        flat(
            "int16",
            new ArrowType.Int(16, true),
            each(
                (SmallIntVector v, Integer r, Long x) -> v.setSafe(r, x.intValue()),
                Short.MIN_VALUE,
                0,
                Short.MAX_VALUE)));
    cases.add(
        flat(
            "int32",
            new ArrowType.Int(32, true),
            each(
                (IntVector v, Integer r, Long x) -> v.setSafe(r, x.intValue()),
                Integer.MIN_VALUE,
                0,
                Integer.MAX_VALUE)));
    cases.add(
        flat(
            "int64",
            new ArrowType.Int(64, true),
            each(
                (BigIntVector v, Integer r, Long x) -> v.setSafe(r, x),
                Long.MIN_VALUE,
                0,
                Long.MAX_VALUE)));
    cases.add(
        flat(
            "uint8",
            new ArrowType.Int(8, false),
            each((UInt1Vector v, Integer r, Long x) -> v.setSafe(r, x.intValue()), 0, 127, 255)));
    cases.add(
        flat(
            "uint16",
            new ArrowType.Int(16, false),
            each((UInt2Vector v, Integer r, Long x) -> v.setSafe(r, x.intValue()), 0, 65_535)));
    cases.add(
        flat(
            "uint32",
            new ArrowType.Int(32, false),
            each(
                (UInt4Vector v, Integer r, Long x) -> v.setSafe(r, x.intValue()),
                0,
                0xFFFF_FFFFL)));
    cases.add(
        flat(
            "uint64",
            new ArrowType.Int(64, false),
            each((UInt8Vector v, Integer r, Long x) -> v.setSafe(r, x), 0, Long.MAX_VALUE, -1)));
  }

  private static void floats(List<TypeCase> cases) {
    cases.add(
        flat(
            "float32",
            new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE),
            vector -> {
              float[] values = {
                0f,
                -0f,
                Float.NaN,
                Float.NEGATIVE_INFINITY,
                Float.POSITIVE_INFINITY,
                Float.MIN_VALUE,
                -Float.MAX_VALUE,
                Float.MAX_VALUE
              };
              for (int row = 0; row < values.length; row++) {
                ((Float4Vector) vector).setSafe(row, values[row]);
              }
              endWithNull(vector, values.length);
            }));
    cases.add(
        flat(
            "float64",
            new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE),
            vector -> {
              double[] values = {
                0d,
                -0d,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Double.MIN_VALUE,
                -Double.MAX_VALUE,
                Double.MAX_VALUE
              };
              for (int row = 0; row < values.length; row++) {
                ((Float8Vector) vector).setSafe(row, values[row]);
              }
              endWithNull(vector, values.length);
            }));
  }

  private static TypeCase decimal(int precision, int scale) {
    BigInteger most = BigInteger.TEN.pow(precision).subtract(BigInteger.ONE);
    return flat(
        "decimal128(%d, %d)".formatted(precision, scale),
        new ArrowType.Decimal(precision, scale, 128),
        vector -> {
          DecimalVector decimals = (DecimalVector) vector;
          decimals.setSafe(0, new BigDecimal(most, scale));
          decimals.setSafe(1, new BigDecimal(most.negate(), scale));
          decimals.setSafe(2, new BigDecimal(BigInteger.ZERO, scale));
          decimals.setSafe(3, new BigDecimal(BigInteger.ONE, scale));
          endWithNull(vector, 4);
        });
  }

  private static void texts(List<TypeCase> cases) {
    List<byte[]> values =
        List.of(
            bytes(""),
            bytes("short"),
            bytes("Größe 日本語 \uD83D\uDC26"),
            bytes("a\u0000b"),
            bytes("x".repeat(100_000)));
    List<byte[]> blobs =
        List.of(new byte[0], new byte[] {0}, new byte[] {-1, 0, 127, -128}, new byte[70_000]);
    cases.add(
        flat(
            "utf8",
            ArrowType.Utf8.INSTANCE,
            all(values, (VarCharVector v, Integer r, byte[] x) -> v.setSafe(r, x))));
    cases.add(
        flat(
            "large_utf8",
            ArrowType.LargeUtf8.INSTANCE,
            all(values, (LargeVarCharVector v, Integer r, byte[] x) -> v.setSafe(r, x))));
    cases.add(
        flat(
            "utf8_view",
            ArrowType.Utf8View.INSTANCE,
            all(values, (ViewVarCharVector v, Integer r, byte[] x) -> v.setSafe(r, x))));
    cases.add(
        flat(
            "binary",
            ArrowType.Binary.INSTANCE,
            all(blobs, (VarBinaryVector v, Integer r, byte[] x) -> v.setSafe(r, x))));
    cases.add(
        flat(
            "large_binary",
            ArrowType.LargeBinary.INSTANCE,
            all(blobs, (LargeVarBinaryVector v, Integer r, byte[] x) -> v.setSafe(r, x))));
    cases.add(
        flat(
            "binary_view",
            ArrowType.BinaryView.INSTANCE,
            all(blobs, (ViewVarBinaryVector v, Integer r, byte[] x) -> v.setSafe(r, x))));
    cases.add(
        flat(
            "fixed_size_binary(3)",
            new ArrowType.FixedSizeBinary(3),
            all(
                List.of(new byte[3], new byte[] {-1, 2, -3}),
                (FixedSizeBinaryVector v, Integer r, byte[] x) -> v.setSafe(r, x))));
  }

  private static void times(List<TypeCase> cases) {
    cases.add(
        flat(
            "date32",
            new ArrowType.Date(DateUnit.DAY),
            each(
                (DateDayVector v, Integer r, Long x) -> v.setSafe(r, x.intValue()),
                -719_162,
                -1,
                0,
                DAYS_OF_YEAR_9999,
                1_000_000_000)));
    cases.add(
        flat(
            "date64",
            new ArrowType.Date(DateUnit.MILLISECOND),
            each(
                (DateMilliVector v, Integer r, Long x) -> v.setSafe(r, x * 86_400_000L),
                -719_162,
                -1,
                0,
                DAYS_OF_YEAR_9999)));
    cases.add(
        flat(
            "time32[s]",
            new ArrowType.Time(TimeUnit.SECOND, 32),
            each((TimeSecVector v, Integer r, Long x) -> v.setSafe(r, x.intValue()), 0, 86_399)));
    cases.add(
        flat(
            "time32[ms]",
            new ArrowType.Time(TimeUnit.MILLISECOND, 32),
            each(
                (TimeMilliVector v, Integer r, Long x) -> v.setSafe(r, x.intValue()),
                0,
                86_399_999)));
    cases.add(
        flat(
            "time64[us]",
            new ArrowType.Time(TimeUnit.MICROSECOND, 64),
            each((TimeMicroVector v, Integer r, Long x) -> v.setSafe(r, x), 0, 86_399_999_999L)));
    cases.add(
        flat(
            "time64[ns]",
            new ArrowType.Time(TimeUnit.NANOSECOND, 64),
            each(
                (TimeNanoVector v, Integer r, Long x) -> v.setSafe(r, x), 0, 86_399_999_999_999L)));
    Map<TimeUnit, String> units =
        new java.util.TreeMap<>(
            Map.of(
                TimeUnit.SECOND,
                "s",
                TimeUnit.MILLISECOND,
                "ms",
                TimeUnit.MICROSECOND,
                "us",
                TimeUnit.NANOSECOND,
                "ns"));
    units.forEach(
        (unit, text) -> {
          long factor =
              switch (unit) {
                case SECOND -> 1L;
                case MILLISECOND -> 1_000L;
                case MICROSECOND -> 1_000_000L;
                case NANOSECOND -> 1_000_000_000L;
              };
          long last =
              unit == TimeUnit.NANOSECOND
                  ? Long.MAX_VALUE - 1
                  : SECONDS_OF_YEAR_9999 * factor + factor - 1;
          long first = unit == TimeUnit.NANOSECOND ? Long.MIN_VALUE + 2 : -62_135_596_800L * factor;
          for (String zone : new String[] {"", "UTC", "Europe/Berlin"}) {
            cases.add(
                flat(
                    "timestamp[" + text + (zone.isEmpty() ? "" : ", " + zone) + "]",
                    new ArrowType.Timestamp(unit, zone.isEmpty() ? null : zone),
                    each(
                        (TimeStampVector v, Integer r, Long x) -> v.setSafe(r, x),
                        first,
                        -1,
                        0,
                        1,
                        last)));
          }
        });
    cases.add(
        flat(
            "interval[year_month]",
            new ArrowType.Interval(IntervalUnit.YEAR_MONTH),
            each(
                (IntervalYearVector v, Integer r, Long x) -> v.setSafe(r, x.intValue()),
                -1_000,
                0,
                25)));
  }

  private static void nested(List<TypeCase> cases) {
    Field element = Field.nullable("item", new ArrowType.Int(64, true));
    cases.add(parent("list<int64>", ArrowType.List.INSTANCE, TypeCase::fillList, element));
    cases.add(
        parent(
            "large_list<int64>", ArrowType.LargeList.INSTANCE, TypeCase::fillLargeList, element));
    cases.add(
        parent(
            "fixed_size_list<int64>[2]",
            new ArrowType.FixedSizeList(2),
            TypeCase::fillArray,
            element));
    cases.add(
        parent(
            "struct<a: int64, b: utf8>",
            ArrowType.Struct.INSTANCE,
            TypeCase::fillStruct,
            Field.nullable("a", new ArrowType.Int(64, true)),
            Field.nullable("b", ArrowType.Utf8.INSTANCE)));
    cases.add(
        parent(
            "map<int64, int64>",
            new ArrowType.Map(false),
            TypeCase::fillMap,
            new Field(
                "entries",
                FieldType.notNullable(ArrowType.Struct.INSTANCE),
                List.of(
                    Field.notNullable("key", new ArrowType.Int(64, true)),
                    Field.nullable("value", new ArrowType.Int(64, true))))));
    cases.add(
        parent(
            "list<struct<n: timestamp[ns]>>",
            ArrowType.List.INSTANCE,
            TypeCase::fillDeep,
            new Field(
                "item",
                FieldType.nullable(ArrowType.Struct.INSTANCE),
                List.of(Field.nullable("n", new ArrowType.Timestamp(TimeUnit.NANOSECOND, null))))));
  }

  private static void extensions(List<TypeCase> cases) {
    cases.add(
        extension(
            "extension arrow.uuid",
            "arrow.uuid",
            new ArrowType.FixedSizeBinary(16),
            all(
                List.of(new byte[16], bytes("0123456789abcdef")),
                (FixedSizeBinaryVector v, Integer r, byte[] x) -> v.setSafe(r, x))));
    cases.add(
        extension(
            "extension arrow.json",
            "arrow.json",
            ArrowType.Utf8.INSTANCE,
            all(
                List.of(bytes("{\"a\": 1}"), bytes("not json")),
                (VarCharVector v, Integer r, byte[] x) -> v.setSafe(r, x))));
    cases.add(
        extension(
            "extension arrow.bool8",
            "arrow.bool8",
            new ArrowType.Int(8, true),
            each((TinyIntVector v, Integer r, Long x) -> v.setSafe(r, x.intValue()), 0, 1, 7)));
    cases.add(
        extension(
            "extension of any other name",
            "acme.money",
            new ArrowType.Int(64, true),
            each((BigIntVector v, Integer r, Long x) -> v.setSafe(r, x), 0, Long.MAX_VALUE)));
  }

  private static void fillList(FieldVector vector) {
    ListVector lists = (ListVector) vector;
    BigIntVector values = (BigIntVector) lists.getDataVector();
    lists.startNewValue(0);
    lists.endValue(0, 0);
    lists.startNewValue(1);
    values.setSafe(0, Long.MIN_VALUE);
    values.setNull(1);
    values.setSafe(2, 5);
    lists.endValue(1, 3);
    lists.setNull(2);
    values.setValueCount(3);
    lists.setValueCount(3);
  }

  private static void fillLargeList(FieldVector vector) {
    LargeListVector lists = (LargeListVector) vector;
    BigIntVector values = (BigIntVector) lists.getDataVector();
    lists.startNewValue(0);
    lists.endValue(0, 0);
    lists.startNewValue(1);
    values.setSafe(0, 4);
    values.setNull(1);
    lists.endValue(1, 2);
    lists.setNull(2);
    values.setValueCount(2);
    lists.setValueCount(3);
  }

  private static void fillArray(FieldVector vector) {
    FixedSizeListVector lists = (FixedSizeListVector) vector;
    BigIntVector values = (BigIntVector) lists.getDataVector();
    lists.setNotNull(0);
    values.setSafe(0, 1);
    values.setSafe(1, Long.MAX_VALUE);
    lists.setNotNull(1);
    values.setNull(2);
    values.setSafe(3, 3);
    lists.setNull(2);
    values.setValueCount(6);
    lists.setValueCount(3);
  }

  private static void fillStruct(FieldVector vector) {
    StructVector struct = (StructVector) vector;
    BigIntVector numbers = (BigIntVector) struct.getChild("a");
    VarCharVector texts = (VarCharVector) struct.getChild("b");
    struct.setIndexDefined(0);
    numbers.setSafe(0, 1);
    texts.setSafe(0, bytes("one"));
    struct.setIndexDefined(1);
    numbers.setNull(1);
    texts.setNull(1);
    struct.setNull(2);
    struct.setValueCount(3);
  }

  private static void fillMap(FieldVector vector) {
    MapVector map = (MapVector) vector;
    UnionMapWriter writer = map.getWriter();
    writer.setPosition(0);
    writer.startMap();
    for (long key = 1; key <= 3; key++) {
      writer.startEntry();
      writer.key().bigInt().writeBigInt(key);
      writer.value().bigInt().writeBigInt(key * 10);
      writer.endEntry();
    }
    writer.endMap();
    writer.setPosition(1);
    writer.startMap();
    writer.endMap();
    map.setValueCount(2);
    endWithNull(vector, 2);
  }

  private static void fillDeep(FieldVector vector) {
    ListVector lists = (ListVector) vector;
    StructVector struct = (StructVector) lists.getDataVector();
    TimeStampVector times = (TimeStampVector) struct.getChild("n");
    lists.startNewValue(0);
    struct.setIndexDefined(0);
    times.setSafe(0, 1_234_567_890_123_456_789L);
    struct.setNull(1);
    lists.endValue(0, 2);
    lists.setNull(1);
    struct.setValueCount(2);
    lists.setValueCount(2);
  }

  private static TypeCase flat(String name, ArrowType type, Consumer<FieldVector> fill) {
    return new TypeCase(name, Field.nullable("x", type), fill);
  }

  private static TypeCase parent(
      String name, ArrowType type, Consumer<FieldVector> fill, Field... children) {
    return new TypeCase(name, new Field("x", FieldType.nullable(type), List.of(children)), fill);
  }

  private static TypeCase extension(
      String name, String extension, ArrowType storage, Consumer<FieldVector> fill) {
    Map<String, String> metadata =
        Map.of("ARROW:extension:name", extension, "ARROW:extension:metadata", "");
    return new TypeCase(
        name, new Field("x", new FieldType(true, storage, null, metadata), List.of()), fill);
  }

  /** Sets one value of a vector. */
  private interface Setter<V, X> {
    void set(V vector, Integer row, X value);
  }

  @SuppressWarnings("unchecked") // The vector is of the type that the case names beside it.
  private static <V extends BaseFixedWidthVector> Consumer<FieldVector> each(
      Setter<V, Long> setter, long... values) {
    return vector -> {
      for (int row = 0; row < values.length; row++) {
        setter.set((V) vector, row, values[row]);
      }
      endWithNull(vector, values.length);
    };
  }

  @SuppressWarnings("unchecked") // The vector is of the type that the case names beside it.
  private static <V extends FieldVector> Consumer<FieldVector> all(
      List<byte[]> values, Setter<V, byte[]> setter) {
    return vector -> {
      for (int row = 0; row < values.size(); row++) {
        setter.set((V) vector, row, values.get(row));
      }
      endWithNull(vector, values.size());
    };
  }

  private static void endWithNull(FieldVector vector, int row) {
    vector.setNull(row);
    vector.setValueCount(row + 1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
