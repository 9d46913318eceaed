package dev.vane.config;

/**
 * One setting of a stream. It has no default of its own: where it is not said, another setting or
 * the table decides.
 *
 * @param name the path below {@code streams.<name>}
 * @param standard who decides where it is not said
 * @param sentence what it does, for the documentation
 */
record StreamSetting<T>(String name, SettingType<T> type, String standard, String sentence) {}
