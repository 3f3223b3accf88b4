/** What predictions are judged by. */
package peftlab.metric;
