namespace Diagnoser.IntegrationTests.Support;

/// <summary>Tests that measure, load the engine, or need what it remembers of its last events: after all others, one by one.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
