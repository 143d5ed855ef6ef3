{{/* The pod of a training: it needs the object store and nothing else, no Kafka and no Kubernetes. */}}
{{- define "recto.training.podSpec" -}}
{{- $files := include "recto.objects.files" . | fromYaml -}}
{{- $jobs := .Values.trainer.jobs -}}
serviceAccountName: {{ include "recto.name" (list . "training") }}
automountServiceAccountToken: false
enableServiceLinks: false
restartPolicy: Never
terminationGracePeriodSeconds: 5   # it keeps nothing that could be left half done
securityContext:
  {{- include "recto.podSecurity" . | nindent 2 }}
{{- include "recto.pullSecrets" . }}
containers:
  - name: {{ eq $jobs.kind "TrainJob" | ternary "node" "training" }}
    image: {{ include "recto.image" (list . .Values.trainer.image) }}
    imagePullPolicy: {{ .Values.image.pullPolicy }}
    command: [python, -m, services.trainer.pod]
    env:
      {{- if eq $jobs.kind "Job" }}
      - {name: RECTO_ORDER, value: $ORDER}
      - {name: TRACEPARENT, value: $TRACEPARENT}
      {{- end }}
      - {name: RECTO_LOG_LEVEL, value: {{ .Values.logLevel }}}
      - {name: RECTO_STATE_DIR, value: /var/lib/recto/state}
      {{- include "recto.objects.env" . | nindent 6 }}
      {{- with include "recto.tracing.env" . }}
      {{- . | nindent 6 }}
      {{- end }}
      {{- include "recto.malloc.env" . | nindent 6 }}
    resources: {{ toYaml $jobs.resources | nindent 6 }}
    securityContext:
      {{- include "recto.containerSecurity" . | nindent 6 }}
    volumeMounts:
      - {name: state, mountPath: /var/lib/recto/state}
      {{- include "recto.mounts" (list . $files) | nindent 6 }}
volumes:
  - {name: state, emptyDir: {}}
  {{- include "recto.volumes" (list . $files) | nindent 2 }}
{{- include "recto.placement" $jobs }}
{{- end }}

{{/* What the trainer makes its trainings from: it adds a name, the order in place of $ORDER, and the trace in place of $TRACEPARENT. */}}
{{- define "recto.training.manifest" -}}
{{- $here := list . "training" -}}
{{- with .Values.trainer.jobs -}}
{{- if eq .kind "TrainJob" -}}
apiVersion: {{ .apiVersion }}
kind: TrainJob
metadata:
  name: {{ include "recto.name" $here }}
  labels:
    {{- include "recto.labels" $here | nindent 4 }}
spec:
  runtimeRef:
    apiGroup: trainer.kubeflow.org
    kind: TrainingRuntime
    name: {{ include "recto.name" $here }}
  trainer:
    env:
      - {name: RECTO_ORDER, value: $ORDER}
      - {name: TRACEPARENT, value: $TRACEPARENT}
{{- else -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "recto.name" $here }}
  labels:
    {{- include "recto.labels" $here | nindent 4 }}
spec:
  {{- include "recto.training.jobSpec" $ | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{/* A Job that starts again where a node was lost or drained, and fails where the training does. */}}
{{- define "recto.training.jobSpec" -}}
backoffLimit: {{ .Values.trainer.jobs.retries }}
activeDeadlineSeconds: {{ int64 .Values.trainer.jobs.deadlineSeconds }}
ttlSecondsAfterFinished: {{ int64 .Values.trainer.jobs.ttlSeconds }}
podFailurePolicy:
  rules:
    - action: Count
      onPodConditions: [{type: DisruptionTarget, status: "True"}]
    - action: FailJob
      onExitCodes: {operator: NotIn, values: [0]}
template:
  metadata:
    labels:
      {{- include "recto.labels" (list . "training") | nindent 6 }}
  spec:
    {{- include "recto.training.podSpec" . | nindent 4 }}
{{- end }}
