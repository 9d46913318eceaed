package dev.vane.config;

/**
 * One setting as it is in force.
 *
 * @param name the dotted path
 * @param value the value, as it would be written
 * @param origin where the value came from
 * @param standard the value or rule that would hold if nothing were said
 */
public record EffectiveSetting(String name, String value, Origin origin, String standard) {}
