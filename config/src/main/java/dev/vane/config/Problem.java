package dev.vane.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param key the setting, as its dotted path; the file's name where no setting is to blame
 * @param origin where the wrong value stands
 * @param complaint what is wrong, and why; a sentence
 * @param remedy what to do; a sentence, or empty where the complaint says it all
 */
public record Problem(String key, Origin origin, String complaint, String remedy) {
  /** The whole problem in one line. A variable or file that is its own key is named once. */
  public String message() {
    String where = origin.text();
    boolean sameKey = where.equals(key) || where.startsWith(key + ":");
    String place = sameKey ? where : where + ": " + key;
    String text = place + ": " + complaint;
    return remedy.isEmpty() ? text : text + " " + remedy;
  }
}
