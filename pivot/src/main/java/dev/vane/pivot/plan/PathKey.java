package dev.vane.pivot.plan;

import dev.vane.pivot.sql.Parameter;
import java.util.Optional;

/**
 * A key of a path that a question names.
 *
 * @param possible whether the key's column can have the value at all
 * @param value empty for NULL
 */
public record PathKey(boolean possible, Optional<Parameter> value) {}
