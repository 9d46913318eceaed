/**
 * What Flight SQL tells about the gateway: catalogs, schemas, tables, keys, types and what the
 * server can do, each in exactly the schema that the protocol fixes.
 */
@NullMarked
package dev.vane.flight.sql.metadata;

import org.jspecify.annotations.NullMarked;
