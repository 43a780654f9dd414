package dev.switchboard.resolve;

import java.util.List;

/** Which of several sources, from the first on, make the answer together. */
enum Combination {
  /**
   * Only the first that has endpoints; it takes the word of those before it that they have none.
   */
  FIRST {
    @Override
    int counted(List<Source> sources) {
      int i = 0;
      while (i < sources.size() - 1
          && sources.get(i).isHeard()
          && sources.get(i).endpoints().isEmpty()) {
        i++;
      }
      return i + 1;
    }
  },
  /** All. */
  UNION {
    @Override
    int counted(List<Source> sources) {
      return sources.size();
    }
  };

  /** How many, at least one. What those after them say makes no difference as yet. */
  abstract int counted(List<Source> sources);
}
