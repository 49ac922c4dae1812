/** Every construct of the language, with comments in usual places: what properties of parser and formatter are tested on. */
export const WHOLE_LANGUAGE = `/// Handwritten digits, 8×8 grey images.
let width = 64 // a named constant

data Digits {
  source "data/digits.csv"                       // csv, tsv, idx or npz
  target label
  features exclude(id)                           // all but these
  encode one_hot(city, "post code")
  fill median, constant(0, income)               // the gaps
  shape (8, 8, 1)
  scale standardize
  split train 70%, validation 15%, test 15%      // stratified
  seed 7
}

data Spirals {
  source spirals(samples: 1000, classes: 3, noise: 0.2)
}

/// A small network.
/// With two lines of documentation.
model DigitNet {
  init auto
  input(64)
  dense(width, relu, init: he_normal) as hidden
  batch_norm

  // regularise
  dropout(0.3)
  repeat 2 { dense(width / 2, relu, l2: 1e-4, max_norm: 3) }
  residual {
    dense(32, relu) // inside
    dense(32, linear)
  } as block
  parallel {
    branch { dense(8, tanh) }
    branch { dense(8, leaky_relu(slope: 0.1)) }
  }
  dense(10, softmax)
}

// how it is trained
train DigitNet on Digits {
  loss cross_entropy                             // chosen when left out
  optimizer adam(learning_rate: 1e-3)
  schedule cosine(warmup: 5%)
  batch_size 32
  epochs 50
  clip_norm 1.0                                  // or clip_value 0.5
  early_stopping(monitor: val_loss, patience: 5)
  metrics accuracy, top_k(3)
  seed 1
}

model Letters from DigitNet {
  weights "runs/digits.safetensors"
  freeze until hidden
  replace last 1 { dense(26, softmax) }
}

train Letters on Digits {
  phase head { epochs 10  optimizer adam(learning_rate: 1e-3) }
  phase fine_tune { unfreeze last 2  epochs 20  optimizer adam(learning_rate: 1e-5) }
  uncertainty mc_dropout(samples: 50)
}
// the end
`;
