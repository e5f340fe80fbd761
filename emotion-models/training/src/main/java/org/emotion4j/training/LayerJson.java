package org.emotion4j.training;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.emotion4j.Emotion;

/** The form of a stack in {@code network.json}, which the export reads. */
final class LayerJson {
  private LayerJson() {}

  /**
   * Describes a network.
   *
   * @param labels its classes in order
   * @param reliability whether its last output was taught anything
   */
  static JsonObject of(Layer.Stack stack, List<Emotion> labels, boolean reliability) {
    Gson gson = new Gson();
    JsonArray layers = new JsonArray();
    for (Layer layer : stack.layers()) {
      JsonObject object = gson.toJsonTree(layer).getAsJsonObject();
      object.addProperty("type", layer.getClass().getSimpleName().toLowerCase(Locale.ROOT));
      layers.add(object);
    }
    JsonObject json = new JsonObject();
    json.addProperty("name", stack.name());
    json.addProperty("side", Fer2013Csv.SIDE);
    JsonArray names = new JsonArray();
    labels.forEach(label -> names.add(label.label()));
    json.add("labels", names);
    json.addProperty("parameters", stack.parameters());
    json.addProperty("multiplyAdds", stack.multiplyAdds());
    json.addProperty("reliability", reliability);
    json.add("layers", layers);
    return json;
  }
}
