/**
 * The ledger of the Arrow bytes that streams hold on their way in: for the process, for each tenant
 * and for each stream, and who has to wait or to come again because of it.
 */
@NullMarked
package dev.vane.gateway.memory;

import org.jspecify.annotations.NullMarked;
