/**
 * What a table's log knows of producers and of gateways' logs, in terms that every Delta engine
 * carries along: transaction identifiers in the commit of the rows, and the commit's own user
 * metadata. Nothing here reads or writes rows.
 */
@NullMarked
package dev.vane.storage.delta.ledger;

import org.jspecify.annotations.NullMarked;
