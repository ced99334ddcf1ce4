using TwilioServer.Scenarios.Harness;

// Scenarios share one stack whose clock the tests step: one story at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(SharedStack))]
