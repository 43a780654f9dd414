package dev.switchboard.testkit;

import java.util.LinkedHashMap;
import java.util.Map;

/** The members of a request, read with Cloud Map's complaints. */
record Members(Map<String, ?> members) {

  String required(String name) {
    if (!(members.get(name) instanceof String text) || text.isEmpty()) {
      throw CloudMapError.invalid(name + " is missing");
    }
    return text;
  }

  String text(String name, String otherwise) {
    return members.get(name) instanceof String text ? text : otherwise;
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  int number(String name, int otherwise, int min, int max) {
    if (!(members.get(name) instanceof Number number)) {
      return otherwise;
    }
    int value = number.intValue();
    if (value < min || value > max) {
      throw CloudMapError.invalid(name + " must be between " + min + " and " + max);
    }
    return value;
  }

  Map<String, String> texts(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (members.get(name) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
    }
    return texts;
  }
}
