namespace TwilioEmulator.Store;

/// <summary>A resource that one account owns: other accounts do not see it.</summary>
internal interface IOwned
{
    string Sid { get; }
    string AccountSid { get; }
}
