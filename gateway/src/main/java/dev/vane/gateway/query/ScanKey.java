package dev.vane.gateway.query;

import dev.vane.spi.TableId;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What the rows of a scan follow from. Two scans of the same key have the same answer.
 *
 * @param table what is scanned
 * @param revision of the table
 * @param schema of that revision
 * @param question the scan as JSON
 */
record ScanKey(TableId table, String revision, Schema schema, String question) {}
