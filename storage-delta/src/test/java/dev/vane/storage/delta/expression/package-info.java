/** Tests of schemas, statistics and the order of values. */
@NullMarked
package dev.vane.storage.delta.expression;

import org.jspecify.annotations.NullMarked;
