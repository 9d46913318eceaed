/**
 * What the hot tier keeps in its own DuckDB file: segments of rows, and the books that say whose
 * rows they are. It knows nothing of Delta's log.
 */
@NullMarked
package dev.vane.storage.delta.hot;

import org.jspecify.annotations.NullMarked;
