using System.Text.Json.Serialization;

namespace TwilioEmulator.Faults;

/// <summary>What can be made to go wrong: with answers of the API, with its lists, and with callbacks.</summary>
internal enum FaultKind
{
    /// <summary>Too many requests: refused before anything was done.</summary>
    [JsonStringEnumMemberName("429")]
    TooManyRequests,

    /// <summary>An error of the server, before anything was done.</summary>
    [JsonStringEnumMemberName("500-before")]
    ErrorBefore,

    /// <summary>An error of the server although it was done.</summary>
    [JsonStringEnumMemberName("500-after")]
    ErrorAfter,

    /// <summary>Done, and no answer: the connection stays silent for a while and is then cut.</summary>
    [JsonStringEnumMemberName("timeout-after-accept")]
    TimeoutAfterAccept,

    /// <summary>Done, and the connection is cut at once.</summary>
    [JsonStringEnumMemberName("reset-after-accept")]
    ResetAfterAccept,

    /// <summary>Done, and half of the answer.</summary>
    [JsonStringEnumMemberName("cut-body")]
    CutBody,

    /// <summary>Done, and answered late.</summary>
    [JsonStringEnumMemberName("slow")]
    Slow,

    /// <summary>The first callback is answered before the answer to the request that made its resource.</summary>
    [JsonStringEnumMemberName("before-the-201")]
    CallbackBeforeAnswer,

    /// <summary>A list leaves out what is younger than a while of virtual time; by sid it can be fetched.</summary>
    [JsonStringEnumMemberName("list-lag")]
    ListLag,

    /// <summary>Nothing was done, and the answer has a body that hardly ends.</summary>
    [JsonStringEnumMemberName("huge-body")]
    HugeBody,

    /// <summary>Done, and the answer says that it is of another type.</summary>
    [JsonStringEnumMemberName("wrong-type")]
    WrongType,

    /// <summary>Nothing was done; the asker is sent to another place (307).</summary>
    [JsonStringEnumMemberName("redirect")]
    Redirect,

    /// <summary>A callback comes later, in virtual time.</summary>
    [JsonStringEnumMemberName("late")]
    Late,

    /// <summary>A callback comes several times, with one idempotency token.</summary>
    [JsonStringEnumMemberName("duplicated")]
    Duplicated,

    /// <summary>Callbacks come in another order: each later by a chance up to a while of virtual time.</summary>
    [JsonStringEnumMemberName("shuffled")]
    Shuffled,

    /// <summary>A callback never comes; lists and resources still show the truth.</summary>
    [JsonStringEnumMemberName("dropped")]
    Dropped,
}
