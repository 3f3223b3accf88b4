package peftlab.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import peftlab.nn.Encoder;
import peftlab.nn.Hooks;
import peftlab.nn.Projection;
import peftlab.tensor.Initializer;
import peftlab.tensor.Parameter;
import peftlab.tensor.Tensor;

/** Ways to get LoRA wrong, each with the check of the contract that must refuse it. */
enum Flaw {
  NONE("trainsAndStoresAsMuchAsTheCardSays"),
  UNCOUNTED("trainsAndStoresAsMuchAsTheCardSays") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      context.create("uncounted", Initializer.zeros(), 3);
      return right;
    }
  },
  WRITES_THE_BASE("onlyWhatItTrainsChanges") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return new Delegate(right) {
        @Override
        public boolean stepped(int step) {
          add(context.base().parameters().get(3), 0.01);
          return super.stepped(step);
        }
      };
    }
  },
  STAYS_ATTACHED("detachedTheBaseIsAsItWas") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return WRITES_THE_BASE.spoil(context, right);
    }
  },
  NEVER_MOVES("everyTrainedTensorHasMovedThreeStepsAfterItsStart") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return trainingAlso(right, context.create("idle", Initializer.zeros(), 3));
    }
  },
  NO_GRADIENT("gradientsAreThoseOfFiniteDifferences") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return NEVER_MOVES.spoil(context, right);
    }
  },
  HIDES_A_DEPENDENCE("gradientsAreThoseOfFiniteDifferences") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      Parameter first = right.trainable().get(0);
      return beforeProjection(right, y -> y.times(1 + 0.01 * first.value().toDoubles()[0]));
    }
  },
  STARTS_ELSEWHERE("startsAtTheBaseWhereTheCardSaysSo") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return beforeProjection(right, y -> y.times(1.001));
    }
  },
  HIDES_ITS_LOSS("namesItsLossExactlyIfItIsNotTheTasksAlone") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return new Delegate(right) {
        @Override
        public Tensor objective(Objective objective) {
          return objective.taskLoss().times(2);
        }
      };
    }
  },
  HIDES_POSITIONS("lengthensByAsManyPositionsAsItSays") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return hooked(
          right,
          new Hooks() {
            @Override
            public Sequence afterEmbedding(Sequence words) {
              return words.shiftPositions(2);
            }
          });
    }
  },
  SEES_THE_BATCH("theRestOfTheBatchDoesNotChangeARowsLogits") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return beforeProjection(right, y -> y.times(1 + 0.01 * y.rows()));
    }
  },
  UNSEEDED("theSameSeedGivesTheSameRun") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return startingAt(right, new Random());
    }
  },
  SAME_FOR_ALL_SEEDS("anotherSeedGivesAnotherStart") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return startingAt(right, new Random(1));
    }
  },
  FORGETS("comesBackFromWhatItStores") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return storing(right, right.stored().subList(1, right.stored().size()));
    }
  },
  STORES_THE_BASE("comesBackFromWhatItStores") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      List<StoredTensor> more = new ArrayList<>(right.stored());
      more.add(StoredTensor.of(context.base().parameters().get(0)));
      return storing(right, more);
    }
  },
  MERGES_NOTHING("mergedIsTheSameModel") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return merging(right, merged -> context.base());
    }
  },
  MERGES_IN_PLACE("mergedIsTheSameModel") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return merging(
          right,
          merged -> {
            add(context.base().parameters().get(3), 1e-6);
            return merged;
          });
    }
  },
  LEARNS_NOTHING("fitsSixteenRowsWithoutAnError") {
    @Override
    Adaptation spoil(AdaptContext context, Adaptation right) {
      return hooked(
          right,
          new Hooks() {
            @Override
            public Sequence afterEmbedding(Sequence words) {
              return new Sequence(words.hidden().times(0), words.layout());
            }
          });
    }
  };

  private final String check;

  Flaw(String check) {
    this.check = check;
  }

  /** The name of the check that finds it. */
  String check() {
    return check;
  }

  /** {@code right}, with this flaw. */
  Adaptation spoil(AdaptContext context, Adaptation right) {
    return right;
  }

  private static void add(Parameter parameter, double more) {
    double[] values = parameter.value().toDoubles();
    parameter.value().set(Arrays.stream(values).map(v -> v + more).toArray());
  }

  private static Adaptation startingAt(Adaptation right, Random random) {
    for (Parameter parameter : right.trainable()) {
      parameter.value().set(random.doubles(parameter.count(), -0.1, 0.1).toArray());
    }
    return right;
  }

  private static Adaptation trainingAlso(Adaptation right, Parameter more) {
    List<Parameter> all = new ArrayList<>(right.trainable());
    all.add(more);
    return new Delegate(right) {
      @Override
      public List<Parameter> trainable() {
        return all;
      }
    };
  }

  private static Adaptation storing(Adaptation right, List<StoredTensor> stored) {
    return new Delegate(right) {
      @Override
      public List<StoredTensor> stored() {
        return stored;
      }
    };
  }

  private static Adaptation merging(Adaptation right, UnaryOperator<Encoder> spoil) {
    return new Delegate(right) {
      @Override
      public Optional<Encoder> merged() {
        return right.merged().map(spoil);
      }
    };
  }

  private static Adaptation beforeProjection(Adaptation right, UnaryOperator<Tensor> spoil) {
    return hooked(
        right,
        new Hooks() {
          @Override
          public Tensor afterProjection(Projection at, Tensor x, Tensor y) {
            return spoil.apply(right.hooks().afterProjection(at, x, y));
          }
        });
  }

  private static Adaptation hooked(Adaptation right, Hooks hooks) {
    return new Delegate(right) {
      @Override
      public Hooks hooks() {
        return hooks;
      }
    };
  }

  /** Another adaptation, but for what is overridden. */
  private abstract static class Delegate implements Adaptation {
    private final Adaptation right;

    Delegate(Adaptation right) {
      this.right = right;
    }

    @Override
    public Encoder encoder() {
      return right.encoder();
    }

    @Override
    public List<Parameter> trainable() {
      return right.trainable();
    }

    @Override
    public Hooks hooks() {
      return right.hooks();
    }

    @Override
    public int extraPositions() {
      return right.extraPositions();
    }

    @Override
    public boolean stepped(int step) {
      return right.stepped(step);
    }

    @Override
    public List<StoredTensor> stored() {
      return right.stored();
    }

    @Override
    public Optional<Encoder> merged() {
      return right.merged();
    }
  }
}
