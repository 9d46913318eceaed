package dev.vane.flight.sql.metadata;

import dev.vane.config.LimitsConfiguration;
import dev.vane.gateway.query.Answer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.SqlInfoBuilder;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetSqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlNullOrdering;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedCaseSensitivity;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedElementActions;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedGroupBy;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedPositionedCommands;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedResultSetType;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedSubqueries;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedTransaction;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedUnions;
import org.apache.arrow.flight.sql.impl.FlightSql.SupportedAnsi92SqlGrammarLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SupportedSqlGrammar;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What the server says of itself. Every code that drivers ask for is answered: they fail on one
 * that is missing. A limit that is not there is 0, as JDBC has it.
 */
final class SqlInfo {
  private static final long NAME_BYTES = 255;
  private static final long NO_LIMIT = 0;
  private static final long NO_TRANSACTION_ISOLATION = 0;

  /** Every code that is answered. */
  static final Set<Integer> CODES =
      Stream.of(FlightSql.SqlInfo.values())
          .filter(code -> code != FlightSql.SqlInfo.UNRECOGNIZED)
          // What cursors can do beyond reading forward, for which Arrow's builder has no values.
          .filter(code -> !code.name().startsWith("SQL_SUPPORTED_CONCURRENCIES"))
          .map(FlightSql.SqlInfo::getNumber)
          .collect(Collectors.toUnmodifiableSet());

  private final SqlInfoBuilder values;

  SqlInfo(LimitsConfiguration limits) {
    values = functions(limits(abilities(server(limits)), limits));
  }

  /** The codes asked for, or all; codes that the protocol does not have are left out. */
  Answer answer(CommandGetSqlInfo wanted, BufferAllocator allocator) {
    List<Integer> codes =
        wanted.getInfoList().isEmpty()
            ? CODES.stream().sorted().toList()
            : wanted.getInfoList().stream().filter(CODES::contains).distinct().toList();
    return new MetadataAnswer<>(
        Schemas.GET_SQL_INFO_SCHEMA,
        allocator,
        codes.isEmpty() ? List.<List<Integer>>of().iterator() : List.of(codes).iterator(),
        (rows, root) -> BatchCapture.of(listener -> values.send(rows, listener)).load(root));
  }

  private static SqlInfoBuilder server(LimitsConfiguration limits) {
    String version = SqlInfo.class.getPackage().getImplementationVersion();
    return new SqlInfoBuilder()
        .withFlightSqlServerName("Vane")
        .withFlightSqlServerVersion(version == null ? "development" : version)
        .withFlightSqlServerArrowVersion(
            String.valueOf(
                org.apache.arrow.vector.VectorSchemaRoot.class
                    .getPackage()
                    .getImplementationVersion()))
        .withFlightSqlServerReadOnly(false)
        .withFlightSqlServerSql(true)
        .withFlightSqlServerSubstrait(false)
        .withFlightSqlServerSubstraitMinVersion("")
        .withFlightSqlServerSubstraitMaxVersion("")
        .withFlightSqlServerTransaction(SqlSupportedTransaction.SQL_SUPPORTED_TRANSACTION_NONE)
        .withFlightSqlServerCancel(true)
        .withFlightSqlServerBulkIngestion(true)
        .withFlightSqlServerBulkIngestionTransaction(false)
        .withFlightSqlServerStatementTimeout(
            (int) Math.min(Integer.MAX_VALUE, limits.queryTime().toMillis()))
        .withFlightSqlServerTransactionTimeout(0);
  }

  private static SqlInfoBuilder abilities(SqlInfoBuilder builder) {
    return builder
        .withSqlDdlCatalog(false)
        .withSqlDdlSchema(false)
        .withSqlDdlTable(true)
        .withSqlIdentifierCase(SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE)
        .withSqlIdentifierQuoteChar("\"")
        .withSqlQuotedIdentifierCase(
            SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE)
        .withSqlAllTablesAreSelectable(true)
        .withSqlNullOrdering(SqlNullOrdering.SQL_NULLS_SORTED_AT_END)
        .withSqlSearchStringEscape("\\")
        .withSqlExtraNameCharacters("")
        .withSqlSupportsColumnAliasing(true)
        .withSqlNullPlusNullIsNull(true)
        .withSqlSupportsTableCorrelationNames(true)
        .withSqlSupportsDifferentTableCorrelationNames(false)
        .withSqlSupportsExpressionsInOrderBy(true)
        .withSqlSupportsOrderByUnrelated(true)
        .withSqlSupportedGroupBy(
            SqlSupportedGroupBy.SQL_GROUP_BY_UNRELATED,
            SqlSupportedGroupBy.SQL_GROUP_BY_BEYOND_SELECT)
        .withSqlSupportsLikeEscapeClause(true)
        .withSqlSupportsNonNullableColumns(false)
        .withSqlSupportedGrammar(
            SupportedSqlGrammar.SQL_MINIMUM_GRAMMAR, SupportedSqlGrammar.SQL_CORE_GRAMMAR)
        .withSqlAnsi92SupportedLevel(SupportedAnsi92SqlGrammarLevel.ANSI92_ENTRY_SQL)
        .withSqlSupportsIntegrityEnhancementFacility(false)
        .withSqlOuterJoinSupportLevel(FlightSql.SqlOuterJoinsSupportLevel.SQL_FULL_OUTER_JOINS)
        .withSqlSchemaTerm("schema")
        .withSqlProcedureTerm("procedure")
        .withSqlCatalogTerm("backend")
        .withSqlCatalogAtStart(true)
        .withSqlSchemasSupportedActions(SqlSupportedElementActions.SQL_ELEMENT_IN_PROCEDURE_CALLS)
        .withSqlCatalogsSupportedActions(SqlSupportedElementActions.SQL_ELEMENT_IN_PROCEDURE_CALLS)
        .withSqlSupportedPositionedCommands(new SqlSupportedPositionedCommands[0])
        .withSqlSelectForUpdateSupported(false)
        .withSqlStoredProceduresSupported(false)
        .withSqlSubQueriesSupported(
            SqlSupportedSubqueries.SQL_SUBQUERIES_IN_COMPARISONS,
            SqlSupportedSubqueries.SQL_SUBQUERIES_IN_EXISTS,
            SqlSupportedSubqueries.SQL_SUBQUERIES_IN_INS,
            SqlSupportedSubqueries.SQL_SUBQUERIES_IN_QUANTIFIEDS)
        .withSqlCorrelatedSubqueriesSupported(true)
        .withSqlSupportedUnions(SqlSupportedUnions.SQL_UNION, SqlSupportedUnions.SQL_UNION_ALL)
        .withSqlMaxRowSizeIncludesBlobs(false)
        .withSqlDefaultTransactionIsolation(NO_TRANSACTION_ISOLATION)
        .withSqlTransactionsSupported(false)
        .withSqlSupportedTransactionsIsolationLevels(
            FlightSql.SqlTransactionIsolationLevel.SQL_TRANSACTION_NONE)
        .withSqlDataDefinitionCausesTransactionCommit(true)
        .withSqlDataDefinitionsInTransactionsIgnored(false)
        .withSqlSupportedResultSetTypes(SqlSupportedResultSetType.SQL_RESULT_SET_TYPE_FORWARD_ONLY)
        .withSqlBatchUpdatesSupported(true)
        .withSqlSavepointsSupported(false)
        .withSqlNamedParametersSupported(false)
        .withSqlLocatorsUpdateCopy(false)
        .withSqlStoredFunctionsUsingCallSyntaxSupported(false)
        .withSqlSupportsConvert(java.util.Map.of());
  }

  private static SqlInfoBuilder limits(SqlInfoBuilder builder, LimitsConfiguration limits) {
    return builder
        .withSqlMaxBinaryLiteralLength(limits.commandSize())
        .withSqlMaxCharLiteralLength(limits.commandSize())
        .withSqlMaxColumnNameLength(NAME_BYTES)
        .withSqlMaxColumnsInGroupBy(NO_LIMIT)
        .withSqlMaxColumnsInIndex(NO_LIMIT)
        .withSqlMaxColumnsInOrderBy(NO_LIMIT)
        .withSqlMaxColumnsInSelect(NO_LIMIT)
        .withSqlMaxColumnsInTable(limits.columns())
        .withSqlMaxConnections(NO_LIMIT)
        .withSqlMaxCursorNameLength(NO_LIMIT)
        .withSqlMaxIndexLength(NO_LIMIT)
        .withSqlDbSchemaNameLength(NAME_BYTES)
        .withSqlMaxProcedureNameLength(NO_LIMIT)
        .withSqlMaxCatalogNameLength(NAME_BYTES)
        .withSqlMaxRowSize(NO_LIMIT)
        .withSqlMaxStatementLength(limits.commandSize())
        .withSqlMaxStatements(limits.preparedStatements())
        .withSqlMaxTableNameLength(NAME_BYTES)
        .withSqlMaxTablesInSelect(NO_LIMIT)
        .withSqlMaxUsernameLength(NO_LIMIT);
  }

  private static SqlInfoBuilder functions(SqlInfoBuilder builder) {
    return builder
        .withSqlKeywords(
            new String[] {
              "ANTI",
              "ASOF",
              "DESCRIBE",
              "ILIKE",
              "PIVOT",
              "POSITIONAL",
              "QUALIFY",
              "SEMI",
              "SUMMARIZE",
              "UNPIVOT"
            })
        .withSqlNumericFunctions(
            new String[] {
              "ABS", "ACOS", "ASIN", "ATAN", "ATAN2", "CEILING", "COS", "COT", "DEGREES", "EXP",
              "FLOOR", "LOG", "LOG10", "MOD", "PI", "POWER", "RADIANS", "RANDOM", "ROUND", "SIGN",
              "SIN", "SQRT", "TAN"
            })
        .withSqlStringFunctions(
            new String[] {
              "ASCII",
              "CONCAT",
              "LCASE",
              "LEFT",
              "LENGTH",
              "LTRIM",
              "REPEAT",
              "REPLACE",
              "RIGHT",
              "RTRIM",
              "SUBSTRING",
              "UCASE"
            })
        .withSqlSystemFunctions(new String[] {"IFNULL"})
        .withSqlDatetimeFunctions(
            new String[] {
              "DAYNAME",
              "DAYOFMONTH",
              "DAYOFWEEK",
              "DAYOFYEAR",
              "HOUR",
              "MINUTE",
              "MONTH",
              "MONTHNAME",
              "NOW",
              "QUARTER",
              "SECOND",
              "WEEK",
              "YEAR"
            });
  }
}
