/**
 * Flight SQL on the port of base Flight: its commands, actions and sessions, as calls of the
 * gateway's statement service. Protocol: FlightSql.proto of Apache Arrow.
 */
@NullMarked
package dev.vane.flight.sql;

import org.jspecify.annotations.NullMarked;
