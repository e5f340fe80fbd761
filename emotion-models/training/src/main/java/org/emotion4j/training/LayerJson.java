package org.emotion4j.training;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;

/** The form of a stack in {@code network.json}, which the export reads. */
final class LayerJson {
  private LayerJson() {}

  static JsonObject of(Layer.Stack stack) {
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
    json.addProperty("classes", stack.classes());
    json.add("layers", layers);
    return json;
  }
}
