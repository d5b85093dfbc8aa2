{{/* Beginning of the names of all objects. */}}
{{- define "shoal.fullname" -}}
{{- default .Release.Name .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* What the programs are known as to Prometheus: the label `app` of their pods. */}}
{{- define "shoal.appLabel" -}}
{{- default .Release.Name .Values.appLabel -}}
{{- end -}}

{{- define "shoal.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "shoal.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* By what pods of one kind are found. These never change: a Deployment's selector cannot. {root, component} */}}
{{- define "shoal.selectorLabels" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end -}}

{{/* {root, component, labels} */}}
{{- define "shoal.labels" -}}
{{- $own := include "shoal.selectorLabels" . | fromYaml -}}
{{- $_ := set $own "app.kubernetes.io/version" .root.Chart.AppVersion -}}
{{- $_ := set $own "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- $_ := set $own "app.kubernetes.io/part-of" "shoal" -}}
{{- $_ := set $own "helm.sh/chart" (printf "%s-%s" .root.Chart.Name (.root.Chart.Version | replace "+" "_")) -}}
{{- toYaml (merge $own (default dict .labels) .root.Values.commonLabels) -}}
{{- end -}}

{{/* The metadata of an object. {root, name, component, labels, annotations, namespace} */}}
{{- define "shoal.metadata" -}}
name: {{ .name }}
namespace: {{ default .root.Release.Namespace .namespace }}
labels:
  {{- include "shoal.labels" . | nindent 2 }}
{{- with merge (dict) (default dict .annotations) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* {root, image} */}}
{{- define "shoal.image" -}}
{{- $values := .root.Values -}}
{{- $registry := default (default $values.image.registry .image.registry) $values.global.imageRegistry -}}
{{- $tag := default (default .root.Chart.AppVersion $values.image.tag) .image.tag -}}
{{- $name := ternary .image.repository (printf "%s/%s" $registry .image.repository) (empty $registry) -}}
{{- ternary (printf "%s:%s" $name $tag) (printf "%s@%s" $name .image.digest) (empty .image.digest) -}}
{{- end -}}

{{- define "shoal.imagePullSecrets" -}}
{{- with default .Values.image.pullSecrets .Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The version of Kubernetes without what providers append. */}}
{{- define "shoal.kubeVersion" -}}
{{- regexFind "[0-9]+\\.[0-9]+(\\.[0-9]+)?" .Capabilities.KubeVersion.Version -}}
{{- end -}}

{{/* A true word when Kubernetes is at least this version. {root, version} */}}
{{- define "shoal.sinceKubernetes" -}}
{{- if semverCompare (printf ">=%s" .version) (include "shoal.kubeVersion" .root) -}}true{{- end -}}
{{- end -}}
