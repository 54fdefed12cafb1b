import Autoencoder
import Files
import Images
import Testing
import Training

@Suite("plan.json")
struct PlanFileTests {
  @Test("comes back from plan.json as it was")
  func json() throws {
    var options = TrainingOptions()
    options.size = TrainingSize(width: 96, height: 64)
    options.preset = .deep
    options.likelihood = .fixedGaussian(sigma: 0.1)
    options.background = Color(1, 2, 255)
    options.beta = 0.3
    options.freeBits = 0.25
    options.divergenceSchedule = .cyclical(cycles: 3)
    options.seed = UInt64.max
    options.augmentFlip = true
    options.learningRate = 1.0 / 3000
    for length in [TrainingLength.epochs(7), .steps(100), .seconds(90)] {
      options.length = length
      let plan = try plan(options, channels: 1)
      let text = plan.json.rendered(pretty: true)
      #expect(try TrainingPlan(JSON(parsing: text), path: "plan.json") == plan)
    }
  }

  @Test(
    "names the objective as it was given",
    arguments: [
      "variational", "adversarial", "importance:5", "plain", "denoising:0.25", "sparse:2.0",
    ])
  func objective(_ name: String) throws {
    var options = TrainingOptions()
    let objective = try #require(Objective(name: name))
    options.objective = objective
    let plan = try plan(options)
    #expect(plan.objective.name == name)
    #expect(try TrainingPlan(plan.json, path: "plan.json").objective == plan.objective)
  }

  @Test("a run goes on with the optimiser it was started with")
  func decays() throws {
    let members = try plan().json.object ?? []
    #expect(members.contains(JSON.Member("square decay", .number(0.99))))
    #expect(members.contains(JSON.Member("encoder decay", .number(0.5))))
    let newer = ["encoder decay", "square decay"]
    let older = try TrainingPlan(
      .object(members.filter { !newer.contains($0.key) }), path: "plan.json")
    #expect(older.squareDecay == 0.999 && older.encoderDecay == older.weightDecay)
    var options = TrainingOptions()
    options.stages = 0
    #expect(try plan(options).squareDecay == 0.999)
    #expect(try plan(options).schedule.learningRate == 0.001)
  }

  @Test("a plan of an earlier program is read by the names of then")
  func formerNames() throws {
    let then = try (plan().json.object ?? []).map { member in
      switch member.key {
      case "filters": JSON.Member("width", 24)
      case "channels": JSON.Member("channels", "gray")
      default: member
      }
    }
    let read = try TrainingPlan(.object(then), path: "plan.json")
    #expect(read.filters == 24 && read.channels == .grey)
  }

  @Test("a plan from before codes could be maps has a vector for one")
  func olderShape() throws {
    let members = try plan().json.object ?? []
    let older = members.filter { $0.key != "code" }
    #expect(older.count == members.count - 1)
    #expect(try plan().codeShape == .map)
    #expect(try TrainingPlan(.object(older), path: "plan.json").codeShape == .vector)
  }

  @Test("a damaged plan.json is refused by the field")
  func damaged() throws {
    let members = try plan().json.object ?? []
    let spare = [
      "augment", "steps", "accept-truncated", "max-pixels", "held-out", "from", "code",
      "tensorboard", "keep", "labels",
      "encoder decay", "square decay", "refinement start", "refinement rate", "refinement fade",
      "discriminator rate",
    ]
    for member in members where !spare.contains(member.key) {
      let rest = JSON.object(members.filter { $0.key != member.key })
      #expect(throws: PlanError.damagedPlan(path: "plan.json", field: member.key)) {
        try TrainingPlan(rest, path: "plan.json")
      }
    }
    let wrong: [(String, JSON)] = [
      ("filters", 5000), ("stages", 100), ("latent", 0), ("size", "100x100"), ("steps", 0),
      ("likelihood", "poisson"), ("objective", "guess"), ("validation pictures", 1_000_000),
    ]
    for (key, value) in wrong {
      let changed = members.map { $0.key == key ? JSON.Member(key, value) : $0 }
      #expect(throws: PlanError.damagedPlan(path: "plan.json", field: key)) {
        try TrainingPlan(.object(changed), path: "plan.json")
      }
    }
    let decays = ["average decay", "weight decay", "encoder decay", "square decay"]
    let rates = ["warm-up", "last share", "clip"] + decays
    for key in ["beta", "free-bits", "learning-rate"] + rates {
      for wild in [-1, 1e300] {
        let changed = members.map {
          $0.key == key ? JSON.Member(key, .number(wild)) : $0
        }
        #expect(throws: PlanError.damagedPlan(path: "plan.json", field: key)) {
          try TrainingPlan(.object(changed), path: "plan.json")
        }
      }
    }
  }
}
