package dev.vane.flight.sql.metadata;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.vane.gateway.Gateway;
import dev.vane.gateway.query.Answer;
import dev.vane.gateway.query.Cancellation;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetCatalogs;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetCrossReference;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetDbSchemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetExportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetImportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetPrimaryKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetSqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTableTypes;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetXdbcTypeInfo;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/** Answers questions about metadata. Safe for many threads. */
public final class MetadataService {
  private static final String SERVED =
      "Served are statements, prepared statements, bulk ingests and the questions about catalogs, schemas, tables, table types, keys, types and SqlInfo.";

  /** Tables have no keys that anybody enforces, so these answers are empty. */
  private static final Map<Class<? extends Message>, Schema> KEYS =
      Map.of(
          CommandGetPrimaryKeys.class, Schemas.GET_PRIMARY_KEYS_SCHEMA,
          CommandGetImportedKeys.class, Schemas.GET_IMPORTED_KEYS_SCHEMA,
          CommandGetExportedKeys.class, Schemas.GET_EXPORTED_KEYS_SCHEMA,
          CommandGetCrossReference.class, Schemas.GET_CROSS_REFERENCE_SCHEMA);

  private final BufferAllocator allocator;
  private final NamesInfo names;
  private final TablesInfo tables;
  private final SqlInfo sqlInfo;

  public MetadataService(Gateway gateway, BufferAllocator allocator) {
    this.allocator = allocator;
    this.names = new NamesInfo(gateway.catalog(), allocator);
    this.tables = new TablesInfo(gateway, allocator);
    this.sqlInfo = new SqlInfo(gateway.configuration().limits());
  }

  /**
   * The schema of an answer.
   *
   * @throws VaneException OPTION_UNSUPPORTED for a command that is none of these
   */
  public Schema schema(Any command) {
    for (Map.Entry<Class<? extends Message>, Schema> keys : KEYS.entrySet()) {
      if (command.is(keys.getKey())) {
        return keys.getValue();
      }
    }
    if (command.is(CommandGetCatalogs.class)) {
      return Schemas.GET_CATALOGS_SCHEMA;
    }
    if (command.is(CommandGetDbSchemas.class)) {
      return Schemas.GET_SCHEMAS_SCHEMA;
    }
    if (command.is(CommandGetTables.class)) {
      return TablesInfo.schema(unpack(command, CommandGetTables.class));
    }
    if (command.is(CommandGetTableTypes.class)) {
      return Schemas.GET_TABLE_TYPES_SCHEMA;
    }
    if (command.is(CommandGetSqlInfo.class)) {
      return Schemas.GET_SQL_INFO_SCHEMA;
    }
    if (command.is(CommandGetXdbcTypeInfo.class)) {
      return Schemas.GET_TYPE_INFO_SCHEMA;
    }
    String type = command.getTypeUrl();
    throw new VaneException(
        ErrorCode.OPTION_UNSUPPORTED,
        "%s of Flight SQL is not served here. %s"
            .formatted(
                dev.vane.spi.Names.quoted(type.substring(type.lastIndexOf('.') + 1)), SERVED));
  }

  /** What opens the answer. */
  public Function<Cancellation, Answer> answer(Any command) {
    Schema schema = schema(command);
    if (command.is(CommandGetCatalogs.class)) {
      return cancellation -> names.catalogs();
    }
    if (command.is(CommandGetDbSchemas.class)) {
      CommandGetDbSchemas wanted = unpack(command, CommandGetDbSchemas.class);
      return cancellation -> names.schemas(wanted);
    }
    if (command.is(CommandGetTables.class)) {
      CommandGetTables wanted = unpack(command, CommandGetTables.class);
      return cancellation -> tables.answer(wanted, cancellation);
    }
    if (command.is(CommandGetTableTypes.class)) {
      return cancellation -> names.tableTypes();
    }
    if (command.is(CommandGetSqlInfo.class)) {
      CommandGetSqlInfo wanted = unpack(command, CommandGetSqlInfo.class);
      return cancellation -> sqlInfo.answer(wanted, allocator);
    }
    if (command.is(CommandGetXdbcTypeInfo.class)) {
      CommandGetXdbcTypeInfo wanted = unpack(command, CommandGetXdbcTypeInfo.class);
      return cancellation -> TypeInfo.answer(wanted, allocator);
    }
    Iterator<List<Object>> nothing = List.<List<Object>>of().iterator();
    return cancellation -> new MetadataAnswer<>(schema, allocator, nothing, (rows, root) -> {});
  }

  private static <T extends Message> T unpack(Any any, Class<T> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new VaneException(
          ErrorCode.COMMAND_INVALID,
          "The bytes are not a %s of Flight SQL. Use a client of Flight SQL."
              .formatted(type.getSimpleName()),
          e);
    }
  }
}
