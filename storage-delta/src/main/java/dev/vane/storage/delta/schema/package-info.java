/**
 * Delta's schemas and values: the types, their JSON form, how Arrow's types and the engine's relate
 * to them, and how values are written as texts in statistics and partition values. Pure functions;
 * nothing here touches a file.
 */
@NullMarked
package dev.vane.storage.delta.schema;

import org.jspecify.annotations.NullMarked;
