package dev.vane.gateway.query;

import dev.vane.spi.SqlQuery;

/**
 * One question, ready to run on the session that it was planned on.
 *
 * @param query what the engine runs
 * @param ticket what gives exactly this answer's data, as JSON
 * @param rows rows of the answer, or -1 where not known
 */
record QueryPlan(SqlQuery query, String ticket, long rows) {}
