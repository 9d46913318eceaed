package dev.vane.config;

/** A text is not a value of a setting's type. Never leaves this package. */
final class InvalidValueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String complaint;
  private final String remedy;

  InvalidValueException(String complaint, String remedy) {
    super(complaint);
    this.complaint = complaint;
    this.remedy = remedy;
  }

  String complaint() {
    return complaint;
  }

  String remedy() {
    return remedy;
  }
}
