package peftlab.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SideBySideTest {
  @Test
  void onlyPointsThatMeetAreMoved() {
    SideBySide places = new SideBySide();
    assertThat(places.place(100, 50, 20)).isZero();
    assertThat(places.place(100, 80, 5)).isZero();
    assertThat(places.place(104, 60, 20)).isNotZero();
    assertThat(places.place(130, 50, 20)).isZero();
  }

  @Test
  void pointsAtOnePlaceStandInARow() {
    SideBySide places = new SideBySide();
    assertThat(places.place(0, 0, 0)).isZero();
    double second = places.place(0, 0, 0);
    double third = places.place(0, 0, 0);
    assertThat(second).isEqualTo(-third).isNotZero();
  }
}
