/**
 * An append-only log: bytes in, a position back once they are on disk, one sync for all who wait at
 * the time. What the bytes mean and where they go is not known here; whoever has put an entry to
 * use releases it, and a segment whose entries are all released is removed.
 */
@NullMarked
package dev.vane.log;

import org.jspecify.annotations.NullMarked;
