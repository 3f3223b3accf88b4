/** Sends results to an MLflow server. */
package peftlab.experiment.mlflow;
