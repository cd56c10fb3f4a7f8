/** The one door to TensorFlow.js for everything under ml/. The backend behind it is chosen by `startBackend`. */
export * from '@tensorflow/tfjs-core'
