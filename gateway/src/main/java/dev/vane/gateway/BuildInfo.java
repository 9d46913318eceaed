package dev.vane.gateway;

/** The version of this build. */
public final class BuildInfo {
  private static final String UNPACKAGED = "development";

  private BuildInfo() {}

  /** The version of the jar, or "development" when run from classes. */
  public static String version() {
    String version = BuildInfo.class.getPackage().getImplementationVersion();
    return version == null ? UNPACKAGED : version;
  }
}
