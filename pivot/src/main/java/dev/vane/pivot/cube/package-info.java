/**
 * A pivot's cube in memory: the rows of the heavy half with keys as codes, the trees of both axes,
 * and the cell where two paths meet. It knows nothing of questions, SQL or wires.
 */
@NullMarked
package dev.vane.pivot.cube;

import org.jspecify.annotations.NullMarked;
