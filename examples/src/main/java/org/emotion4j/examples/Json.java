package org.emotion4j.examples;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.emotion4j.BoundingBox;
import org.emotion4j.EmotionScores;

/** The values that more than one example writes as JSON, rounded to digits that mean something. */
final class Json {
  private Json() {}

  static JsonArray box(BoundingBox box) {
    return pixels(box.x(), box.y(), box.width(), box.height());
  }

  static JsonArray pixels(double... values) {
    JsonArray array = new JsonArray();
    for (double value : values) {
      array.add(rounded(value, 2));
    }
    return array;
  }

  static JsonObject scores(EmotionScores scores) {
    JsonObject object = new JsonObject();
    scores
        .asMap()
        .forEach((emotion, score) -> object.addProperty(emotion.label(), rounded(score, 5)));
    return object;
  }

  static BigDecimal millis(Duration duration) {
    return rounded(duration.toNanos() / 1e6, 3);
  }

  static BigDecimal rounded(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN);
  }
}
