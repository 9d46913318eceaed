/** SQL as text with the values beside it: names quoted by the dialect, values never spliced. */
@NullMarked
package dev.vane.pivot.sql;

import org.jspecify.annotations.NullMarked;
