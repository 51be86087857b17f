namespace Diagnoser.Collector;

/// <summary>What the search for an engine found.</summary>
/// <param name="Found">The first address that answers; null if none does.</param>
/// <param name="Identity">Who answered.</param>
/// <param name="Attempts">The addresses that did not answer, in the order of the search.</param>
public sealed record EndpointSearch(Uri? Found, DockerIdentity? Identity, IReadOnlyList<EndpointAttempt> Attempts);

/// <summary>An address that did not answer.</summary>
/// <param name="Uri">The address.</param>
/// <param name="Problem">Why not.</param>
/// <param name="Advice">What to do about it.</param>
public sealed record EndpointAttempt(string Uri, string Problem, string Advice);
