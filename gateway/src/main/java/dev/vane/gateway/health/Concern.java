package dev.vane.gateway.health;

/**
 * Something that refuses work already or will, if it goes on.
 *
 * @param name stable, for programs
 * @param message what is the matter and what to do, for people
 */
public record Concern(String name, String message) {}
