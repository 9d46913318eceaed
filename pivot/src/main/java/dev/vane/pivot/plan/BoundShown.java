package dev.vane.pivot.plan;

import dev.vane.pivot.ShownMeasure;
import java.util.Optional;

/** A measure as the answer shows it, with its relation to others resolved. */
public record BoundShown(ShownMeasure measure, Optional<BoundShowAs> showAs) {}
