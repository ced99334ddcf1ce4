namespace TwilioServer.Simulation;

/// <summary>Something outside that makes things happen: callers, texts, machines that fail. Add one to try it with all others.</summary>
public interface IEventSource
{
    /// <summary>Notes what will happen, or the first of it, in the world's agenda.</summary>
    void Begin(World world);
}
