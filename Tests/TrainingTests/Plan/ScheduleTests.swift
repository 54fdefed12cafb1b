import Testing
import Training

@Suite("Schedules are the functions of progress that they say")
struct ScheduleTests {
  let schedule = Schedule(learningRate: 1e-3, divergence: .linear(share: 0.1))

  @Test("the learning rate starts above zero, peaks after the warm-up, ends at its last share")
  func learningRate() {
    #expect(schedule.learningRate(at: 0) > 0)
    #expect(schedule.learningRate(at: 0) < 2e-5)
    #expect(abs(schedule.learningRate(at: schedule.warmUp) - 1e-3) < 1e-12)
    #expect(abs(schedule.learningRate(at: 1) - 1e-5) < 1e-12)
    // Half of the cosine lies at the middle of the rest: the mean of its two ends.
    let middle = schedule.warmUp + (1 - schedule.warmUp) / 2
    #expect(abs(schedule.learningRate(at: middle) - (1e-3 + 1e-5) / 2) < 1e-12)
  }

  @Test("a refinement has rates of its own, which fall to zero")
  func refinement() {
    var schedule = schedule
    schedule.refinement = Refinement(
      start: 0.5, rate: 0.2, fade: 0.25, discriminatorRate: 4e-4)
    #expect(!schedule.isRefining(at: 0.499))
    #expect(schedule.isRefining(at: 0.5))
    // The part before is a whole run in half the progress.
    #expect(schedule.learningRate(at: 0.25) == self.schedule.learningRate(at: 0.5))
    for (progress, factor) in [(0.5, 1.0), (0.75, 1), (0.875, 0.5), (1, 0)] {
      #expect(abs(schedule.learningRate(at: progress) - 2e-4 * factor) < 1e-15)
      #expect(abs(schedule.discriminatorRate(at: progress) - 4e-4 * factor) < 1e-15)
    }
    #expect(!self.schedule.isRefining(at: 1))
  }

  @Test("the learning rate rises up to its peak and falls from there, with no jump")
  func shape() {
    let rates = (0...1000).map { schedule.learningRate(at: Double($0) / 1000) }
    let peak = rates.indices.max { rates[$0] < rates[$1] } ?? 0
    #expect(peak == 30)
    for (index, (a, b)) in zip(rates, rates.dropFirst()).enumerated() {
      #expect(index < peak ? b > a : b <= a, "at \(index)")
      #expect(abs(b - a) < 1e-3 / 25, "a jump at \(index)")
    }
  }

  @Test(
    "the divergence's factor",
    arguments: [
      (DivergenceSchedule.constant, 0.0, 1.0), (.constant, 1, 1),
      (.linear(share: 0.1), 0, 0), (.linear(share: 0.1), 0.05, 0.5), (.linear(share: 0.1), 0.1, 1),
      (.linear(share: 0.1), 0.7, 1), (.linear(share: 0), 0, 1),
      (.cyclical(cycles: 4), 0, 0), (.cyclical(cycles: 4), 0.0625, 0.5),
      (.cyclical(cycles: 4), 0.125, 1), (.cyclical(cycles: 4), 0.2, 1),
      (.cyclical(cycles: 4), 0.25, 0), (.cyclical(cycles: 4), 0.9, 1), (.cyclical(cycles: 4), 1, 1),
    ])
  func divergence(_ kind: DivergenceSchedule, _ progress: Double, _ factor: Double) {
    #expect(abs(kind.factor(at: progress) - factor) < 1e-12)
  }
}
