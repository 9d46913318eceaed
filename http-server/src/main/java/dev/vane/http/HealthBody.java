package dev.vane.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An answer about health.
 *
 * @param status {@code live}, {@code ready} or {@code unavailable}
 * @param reason why it is not ready; absent where it is
 */
record HealthBody(
    String status, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason) {}
