package org.emotion4j.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.util.Pair;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A stack of layers with weights. The weights live in the manager that it was made with and are
 * freed with it. Not thread-safe.
 */
final class Network {
  private static final Initializer HE =
      new XavierInitializer(
          XavierInitializer.RandomType.GAUSSIAN, XavierInitializer.FactorType.IN, 2);

  private final SequentialBlock block = new SequentialBlock();
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, NDArray> weights = new LinkedHashMap<>();
  private final Map<Block, String> owners = new IdentityHashMap<>();
  private final boolean trainable;
  private final ParameterStore store;
  private final @Nullable Bfloat16 precision;
  private Predicate<String> released = layer -> true;

  /**
   * Makes a network with fresh weights after He et al. (2015), from the engine's random source.
   *
   * @param trainable whether gradients will be asked for
   */
  Network(Layer.Stack stack, NDManager manager, boolean trainable) {
    this(stack, manager, trainable, null);
  }

  /**
   * As above, computing the convolutions of a training step in another precision.
   *
   * @param precision of what convolutions read and make while training, null for 32 bits; the
   *     weights, their gradients and all sums over a batch stay in 32 bits (Micikevicius et al.,
   *     "Mixed Precision Training", 2018)
   */
  Network(Layer.Stack stack, NDManager manager, boolean trainable, @Nullable Bfloat16 precision) {
    this.trainable = trainable;
    this.precision = precision;
    for (Layer layer : stack.layers()) {
      add(layer);
    }
    block.setInitializer(Network::heChannelsLast, Parameter.Type.WEIGHT);
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 1, Fer2013Csv.SIDE, Fer2013Csv.SIDE));
    store = new ParameterStore(manager, false);
    parameters.forEach(
        (name, parameter) -> {
          NDArray array = parameter.getArray();
          array.setRequiresGradient(trainable && parameter.requiresGradient());
          weights.put(name, array);
        });
  }

  /**
   * He's initialisation. Kernels lie in memory with the channels last, which the engine then keeps
   * to for all that it computes from them: a good part faster on a CPU.
   */
  private static NDArray heChannelsLast(NDManager manager, Shape shape, DataType type) {
    NDArray weight = HE.initialize(manager, shape, type);
    if (shape.dimension() != 4) {
      return weight;
    }
    try (NDManager scratch = manager.newSubManager()) {
      weight.attach(scratch);
      NDArray last =
          weight
              .transpose(0, 2, 3, 1)
              .flatten()
              .reshape(shape.get(0), shape.get(2), shape.get(3), shape.get(1))
              .transpose(0, 3, 1, 2);
      last.attach(manager);
      return last;
    }
  }

  private void add(Layer layer) {
    if (layer instanceof Layer.Conv conv) {
      int kernel = conv.kernel();
      add(
          conv.name(),
          Conv2d.builder()
              .setFilters(conv.out())
              .setKernelShape(new Shape(kernel, kernel))
              .optPadding(new Shape(kernel / 2, kernel / 2))
              .optBias(!conv.batchNorm())
              .build());
      if (conv.batchNorm()) {
        add(conv.name(), BatchNorm.builder().build());
      }
      block.add(Activation.reluBlock());
    } else if (layer instanceof Layer.MaxPool) {
      block.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
    } else if (layer instanceof Layer.GlobalAveragePool) {
      block.add(Pool.globalAvgPool2dBlock());
      block.add(Blocks.batchFlattenBlock());
    } else if (layer instanceof Layer.Flatten) {
      block.add(Blocks.batchFlattenBlock());
    } else if (layer instanceof Layer.Tanh) {
      block.add(Activation.tanhBlock());
    } else if (layer instanceof Layer.Dropout dropout) {
      block.add(Dropout.builder().optRate(dropout.rate()).build());
    } else if (layer instanceof Layer.Linear linear) {
      add(linear.name(), Linear.builder().setUnits(linear.out()).build());
    }
  }

  private void add(String name, Block layer) {
    owners.put(layer, name);
    block.add(layer);
    for (Pair<String, Parameter> parameter : layer.getDirectParameters()) {
      parameters.put(name + "." + parameter.getKey(), parameter.getValue());
    }
  }

  /**
   * Computes the logits.
   *
   * @param inputs normalised pictures, [n, 1, 48, 48]
   * @param training whether dropout, and batch normalisation of layers that learn, act as in
   *     training
   * @return [n, classes + 1], owned by the manager of the inputs
   */
  NDArray forward(NDArray inputs, boolean training) {
    NDManager step = inputs.getManager();
    Bfloat16 reducing = training ? precision : null;
    boolean reduced = false;
    NDArray values = inputs;
    for (Block layer : block.getChildren().values()) {
      String owner = owners.get(layer);
      boolean learns = training && (owner == null || released.test(owner));
      ParameterStore weightStore = store;
      if (reducing != null && layer instanceof Conv2d) {
        values = reduced ? values : reducing.reduced(values, step);
        reduced = true;
        weightStore = new ReducedStore(reducing, step);
      } else if (reducing != null && reduced && layer instanceof Linear) {
        values = reducing.restored(values, step);
        reduced = false;
      }
      values = layer.forward(weightStore, new NDList(values), learns).singletonOrThrow();
    }
    return values;
  }

  /** Hands out weights in 16 bits, which live as long as a step's inputs. */
  private static final class ReducedStore extends ParameterStore {
    private final Bfloat16 precision;
    private final NDManager step;

    ReducedStore(Bfloat16 precision, NDManager step) {
      super(step, false);
      this.precision = precision;
      this.step = step;
    }

    @Override
    public @Nullable NDArray getValue(
        @Nullable Parameter parameter, Device device, boolean training) {
      // A convolution without a bias asks for it all the same.
      return parameter == null ? null : precision.reduced(parameter.getArray(), step);
    }
  }

  /**
   * Chooses the layers that learn; the others keep their weights and statistics.
   *
   * @param layers whether the layer of a name learns
   */
  void release(Predicate<String> layers) {
    released = layers;
    weights.forEach((name, array) -> array.setRequiresGradient(trainable && isLearnt(name)));
  }

  /**
   * Takes over the values of all weights.
   *
   * @throws DataException if one is missing or has another shape
   */
  void load(Map<String, NDArray> values) {
    weights.forEach(
        (name, weight) -> {
          NDArray value = values.get(name);
          if (value == null || !value.getShape().equals(weight.getShape())) {
            throw new DataException(
                "weight "
                    + name
                    + ": expected "
                    + weight.getShape()
                    + ", found "
                    + (value == null ? "none" : value.getShape()));
          }
          copy(value, weight);
        });
  }

  /**
   * Copies values in place, outside of what gradients are computed from. {@link NDArray#copyTo}
   * would put another native array in the place of the target, one without a gradient.
   */
  static void copy(NDArray from, NDArray to) {
    try (NDArray source = from.stopGradient();
        NDArray target = to.stopGradient()) {
      target.muli(0).addi(source);
    }
  }

  /** All weights by name, statistics of batch normalisation included; changed in place. */
  Map<String, NDArray> weights() {
    return weights;
  }

  NDArray weight(String name) {
    return parameter(name).getArray();
  }

  /** Whether a weight is learnt now: not a running statistic, and of a layer that is released. */
  boolean isLearnt(String name) {
    return parameter(name).requiresGradient()
        && released.test(name.substring(0, name.lastIndexOf('.')));
  }

  /** Whether weight decay applies: to the kernels, not to biases and batch normalisation. */
  boolean decays(String name) {
    return parameter(name).getType() == Parameter.Type.WEIGHT;
  }

  private Parameter parameter(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("no weight named " + name);
    }
    return parameter;
  }
}
