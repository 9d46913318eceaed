/**
 * From acknowledged to readable: batches that wait for their table, the appliers that put them
 * there in transactions of a good size, and the barrier that lets a query see what was acknowledged
 * before it began.
 */
@NullMarked
package dev.vane.gateway.apply;

import org.jspecify.annotations.NullMarked;
