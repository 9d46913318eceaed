package dev.vane.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vane.gateway.health.Concern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer about health.
 *
 * @param status {@code live}, {@code ready} or {@code unavailable}
 * @param reason why it is not ready; absent where it is
 * @param concerns what may end that; absent where there are none
 */
record HealthBody(
    String status,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Concern> concerns) {}
