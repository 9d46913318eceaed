package dev.vane.flight.sql;

import com.google.protobuf.ByteString;
import dev.vane.flight.put.PutHandler;
import dev.vane.flight.security.Callers;
import dev.vane.gateway.Gateway;
import dev.vane.gateway.ingest.AckListener;
import dev.vane.gateway.ingest.IngestSession;
import dev.vane.gateway.query.SqlContext;
import dev.vane.gateway.statement.WriteTargets;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions.TableExistsOption;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions.TableNotExistOption;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A bulk ingest: the same session as of any stream, answered by the number of rows. */
final class IngestPut implements PutHandler {
  private final Gateway gateway;
  private final CommandStatementIngest command;
  private final SqlContext context;
  private final WriteTargets.Existence existence;
  private @Nullable IngestSession session;

  IngestPut(Gateway gateway, CommandStatementIngest command, SqlContext context) {
    this.gateway = gateway;
    this.command = command;
    this.context = context;
    Messages.requireNoTransaction(command.getTransactionId());
    if (command.getTemporary()) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "Temporary tables are not offered: what is ingested is kept. Leave temporary out, and drop the table when it has served.");
    }
    command
        .getOptionsMap()
        .keySet()
        .forEach(
            option -> {
              throw new VaneException(
                  ErrorCode.COMMAND_UNKNOWN_KEY,
                  "A bulk ingest takes no option %s.%s"
                      .formatted(
                          dev.vane.spi.Names.quoted(option), Suggestions.hint(option, List.of())));
            });
    this.existence = existence(command.getTableDefinitionOptions());
  }

  private static WriteTargets.Existence existence(TableDefinitionOptions options) {
    boolean create = options.getIfNotExist() == TableNotExistOption.TABLE_NOT_EXIST_OPTION_CREATE;
    boolean required = options.getIfNotExist() == TableNotExistOption.TABLE_NOT_EXIST_OPTION_FAIL;
    TableExistsOption exists = options.getIfExists();
    if (!(create || required)
        || (required && exists == TableExistsOption.TABLE_EXISTS_OPTION_FAIL)) {
      throw undefined();
    }
    return new WriteTargets.Existence(
        required,
        switch (exists) {
          case TABLE_EXISTS_OPTION_FAIL -> WriteMode.CREATE;
          case TABLE_EXISTS_OPTION_APPEND -> WriteMode.APPEND;
          case TABLE_EXISTS_OPTION_REPLACE -> WriteMode.OVERWRITE;
          case TABLE_EXISTS_OPTION_UNSPECIFIED, UNRECOGNIZED -> throw undefined();
        });
  }

  private static VaneException undefined() {
    return new VaneException(
        ErrorCode.COMMAND_INVALID,
        "The ingest does not say what becomes of a table that is there or missing. Give table_definition_options: create, append, replace or create_append.");
  }

  @Override
  public void begin(Schema schema) {
    session =
        gateway
            .ingest()
            .open(
                gateway
                    .writeTargets()
                    .ingest(
                        command.hasCatalog() ? Optional.of(command.getCatalog()) : Optional.empty(),
                        command.hasSchema() ? Optional.of(command.getSchema()) : Optional.empty(),
                        command.getTable(),
                        existence,
                        context),
                schema,
                AckListener.NONE,
                gateway.ingest().memory().open(Callers.current()));
  }

  @Override
  public void append(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    if (session == null) {
      throw new IllegalStateException("A stream begins with its schema");
    }
    session.append(batch, dictionaries);
  }

  @Override
  public ByteString commit() {
    if (session == null) {
      throw new VaneException(
          ErrorCode.IPC_TRUNCATED,
          "The stream ended before its schema. Send the schema first; a stream without rows makes an empty table.");
    }
    return UpdateResults.of(session.commit().rows());
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }
}
