/**
 * Every setting of the gateway as an immutable record, and the one place that reads them: YAML,
 * environment and flags in, one checked configuration or all its problems out.
 */
@NullMarked
package dev.vane.config;

import org.jspecify.annotations.NullMarked;
