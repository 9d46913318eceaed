package dev.vane.pivot.answer;

/** Which of an axis' paths are presented, by their nodes. */
interface ShownPaths {
  /** All of them. */
  ShownPaths ALL =
      new ShownPaths() {
        @Override
        public boolean isPresented(int node) {
          return true;
        }

        @Override
        public boolean isExpanded(int node) {
          return true;
        }
      };

  /** Whether a path, or what is below it, is presented. */
  boolean isPresented(int node);

  /** Whether what is below a path is presented; a path that is not expanded counts as a leaf. */
  boolean isExpanded(int node);
}
