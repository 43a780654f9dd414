package dev.switchboard.benchmarks.failure;

/** What may happen to a task. */
enum Failure {
  KILLED("A task is killed") {
    @Override
    void befall(Task task) throws Exception {
      task.kill();
    }
  },

  HANGS("A task hangs") {
    @Override
    void befall(Task task) throws Exception {
      task.hang();
    }
  },

  VANISHES("A task's host vanishes") {
    @Override
    void befall(Task task) throws Exception {
      task.vanish();
    }
  };

  private final String title;

  Failure(String title) {
    this.title = title;
  }

  abstract void befall(Task task) throws Exception;

  @Override
  public String toString() {
    return title;
  }
}
